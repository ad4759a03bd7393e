/** The moment when nothing is left to happen: whatever is still open waits for something that can be named. */
import { specifyByWorlds } from './specify-law.ts';

specifyByWorlds('nothing-is-forgotten', {
  holds: {
    'an open run waits for a message': (w) => {
      w.run().begun();
      w.rest('q');
    },
    'no worker polls the queue of its task': (w) => {
      const run = w.run();
      run.started();
      run.taskScheduled();
      w.rest('another queue');
    },
    'no worker polls the queue of its activity': (w) => {
      w.run().begun().activity();
      w.rest('another queue');
    },
  },
  breaks: {
    'a timer has not fired': (w) => {
      w.run().begun().timer();
      w.rest();
    },
    'a started workflow task has not timed out': (w) => {
      const run = w.run();
      run.started();
      run.taskScheduled();
      run.taskStarted();
      w.rest();
    },
    'a workflow task is not taken although a worker polls its queue': (w) => {
      const run = w.run();
      run.started();
      run.taskScheduled();
      w.rest('q');
    },
    'an activity is not taken although a worker polls its queue': (w) => {
      w.run().begun().activity();
      w.rest('q');
    },
    'an activity has not run out of time': (w) => {
      w.run().begun().activity({ scheduleToCloseTimeout: 10 });
      w.rest('another queue');
    },
    'an attempt has not run out of time': (w) => {
      const run = w.run();
      run.begun().activity();
      w.attempt(run);
      w.rest();
    },
    'a cancel request to another workflow is not answered': (w) => {
      w.run().begun().askOther();
      w.rest();
    },
    'a child is neither started nor has failed to': (w) => {
      w.run().begun().child();
      w.rest();
    },
  },
});
