/** Timers: each fires or is canceled once, never early, in the order of their times. */
import { specifyByHistories } from './specify-law.ts';

specifyByHistories('timer-events-pair', {
  holds: {
    'a timer fires': (h) => {
      const timer = h.begun().timer(1000);
      h.now = 1000;
      h.fired(timer);
    },
  },
  breaks: {
    'a timer fires that was never started': (h) => h.begun().fired(3),
    'a timer fires twice': (h) => {
      const timer = h.begun().timer(1000);
      h.now = 1000;
      h.fired(timer);
      h.fired(timer);
    },
    'a timer is canceled after it has fired': (h) => {
      const timer = h.begun().timer(1000);
      h.now = 1000;
      h.fired(timer);
      h.task();
      h.command('TimerCanceled', { timerId: '1', startedEventId: timer });
    },
    'a timer fires under another id': (h) => {
      const timer = h.begun().timer(1000);
      h.now = 1000;
      h.fired(timer, 'other');
    },
  },
});

specifyByHistories('cancelled-timer-never-fires', {
  holds: {
    'a timer is canceled': (h) => {
      const timer = h.begun().timer();
      h.task();
      h.command('TimerCanceled', { timerId: '1', startedEventId: timer });
    },
  },
  breaks: {
    'a canceled timer fires': (h) => {
      const timer = h.begun().timer();
      h.task();
      h.command('TimerCanceled', { timerId: '1', startedEventId: timer });
      h.now = 1000;
      h.fired(timer);
    },
  },
});

specifyByHistories('timer-fires-when-due', {
  holds: {
    'a timer fires late on a clock that is not virtual': (h) => {
      const timer = h.begun().timer(1000);
      h.now = 1800;
      h.fired(timer);
    },
  },
  breaks: {
    'a timer fires early': (h) => {
      const timer = h.begun().timer(1000);
      h.now = 999;
      h.fired(timer);
    },
  },
});

specifyByHistories('timer-fires-when-due', {
  exact: true,
  holds: {
    'a timer fires exactly when it is due on a virtual clock': (h) => {
      const timer = h.begun().timer(1000);
      h.now = 1000;
      h.fired(timer);
    },
  },
  breaks: {
    'a timer fires late on a virtual clock': (h) => {
      const timer = h.begun().timer(1000);
      h.now = 1001;
      h.fired(timer);
    },
  },
});

specifyByHistories('timers-fire-in-due-order', {
  exact: true,
  holds: {
    'two timers fire at one instant in the order of their starts': (h) => {
      const first = h.begun().timer(1000, 'a');
      const second = h.timer(1000, 'b');
      h.now = 1000;
      h.fired(first, 'a');
      h.fired(second, 'b');
    },
  },
  breaks: {
    'two timers fire at one instant against the order of their starts': (h) => {
      const first = h.begun().timer(1000, 'a');
      const second = h.timer(1000, 'b');
      h.now = 1000;
      h.fired(second, 'b');
      h.fired(first, 'a');
    },
  },
});

specifyByHistories('timers-fire-in-due-order', {
  holds: {
    'the shorter of two timers fires first': (h) => {
      const long = h.begun().timer(2000, 'long');
      const short = h.timer(1000, 'short');
      h.now = 2000;
      h.fired(short, 'short');
      h.fired(long, 'long');
    },
  },
  breaks: {
    'the longer of two timers fires first': (h) => {
      const long = h.begun().timer(2000, 'long');
      const short = h.timer(1000, 'short');
      h.now = 2000;
      h.fired(long, 'long');
      h.fired(short, 'short');
    },
  },
});
