/** The virtual clock: it never goes back, and what is written carries its time. */
import type { HistoryBuilder } from './history-builder.ts';
import type { PlayedWorld } from './played-world.ts';
import { specifyByWorlds } from './specify-law.ts';

specifyByWorlds('clock-never-goes-back', {
  holds: {
    'steps follow one another': (w) => {
      w.step();
      w.pass(10).step();
    },
  },
  breaks: {
    'a step is taken before the one before it': (w) => {
      w.pass(10).step();
      w.step(9);
    },
  },
});

const RESET = { scheduledEventId: 5, startedEventId: 6, newRunId: 'w-run' };

/** A run that is being reset: it repeats the beginning of another, which was reset in its turn. */
function repeating(w: PlayedWorld): HistoryBuilder {
  const run = w.run();
  run.now = 0;
  run.started({ originalExecutionRunId: 'first' });
  run.taskScheduled();
  run.taskStarted();
  run.add('WorkflowTaskFailed', { scheduledEventId: 2, startedEventId: 3, newRunId: 'second' });
  run.taskScheduled();
  run.taskStarted();
  run.now = w.now;
  return run;
}

specifyByWorlds('events-carry-the-clock', {
  holds: {
    'an event is written now': (w) => w.run().started(),
    'a buffered event is written later': (w) => {
      const run = w.run();
      run.begun();
      w.pass(10);
      run.add('WorkflowExecutionSignaled', {}, { at: 5 });
    },
    'a reset repeats what was written earlier': (w) => {
      w.pass(10);
      repeating(w).add('WorkflowTaskFailed', RESET);
    },
  },
  breaks: {
    'a run that was reset goes on in the past': (w) => {
      w.pass(10);
      const run = repeating(w);
      run.now = 5;
      run.add('WorkflowTaskFailed', RESET);
      run.add('WorkflowExecutionTerminated');
    },
    'an event is of a time to come': (w) => {
      const run = w.run().begun();
      run.add('WorkflowExecutionSignaled', {}, { at: 5 });
    },
    'a task is completed at a time that has passed': (w) => {
      const run = w.run();
      run.started();
      run.taskScheduled();
      run.taskStarted();
      w.pass(10);
      run.now = 5;
      run.taskCompleted();
    },
  },
});
