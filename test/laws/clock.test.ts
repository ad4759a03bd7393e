/** The virtual clock: it never goes back, and what is written carries its time. */
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

specifyByWorlds('events-carry-the-clock', {
  holds: {
    'an event is written now': (w) => w.run().started(),
    'a buffered event is written later': (w) => {
      const run = w.run();
      run.begun();
      w.pass(10);
      run.add('WorkflowExecutionSignaled', {}, { at: 5 });
    },
  },
  breaks: {
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
