/**
 * Conformance scenarios: each drives workflows of `workflows.ts` through one interrupt situation.
 *
 * A scenario is written against `Stage`, which both the real Temporal Service and the simulator can offer.
 * What it leaves behind is compared: the history of every execution, what each client call answered, and
 * each result. Between two steps a scenario sleeps long enough (300 ms and more) that the order of events
 * is not a matter of luck on a real server.
 */
import type { WorkflowHandle, WorkflowStartOptions } from '@temporalio/client';
import * as wf from './workflows.ts';

type AnyWorkflow = (...args: any[]) => Promise<any>;

export interface Stage {
  /** Starts a workflow on the stage's task queue; its id is the scenario's name unless `options` has one. */
  start<W extends AnyWorkflow>(
    workflow: W,
    args: Parameters<W>,
    options?: Partial<WorkflowStartOptions<W>>,
  ): Promise<WorkflowHandle<W>>;
  /** A handle on an execution that a workflow started. */
  handle(workflowId: string): WorkflowHandle;
  /** Sleeps in the stage's time: real on a server, virtual on the simulator. */
  sleep(ms: number): Promise<void>;
  /** Makes a client call and notes what it answered: `ok`, its value, or the error's class name. */
  call(label: string, action: () => Promise<unknown>): Promise<void>;
  /** Awaits a result and notes it: the value, or the chain of failures. */
  result(handle: WorkflowHandle): Promise<void>;
  /** A task queue that no worker polls. */
  readonly deadTaskQueue: string;
  /** The scenario's name: prefix for further workflow ids. */
  readonly name: string;
}

export interface Scenario {
  readonly name: string;
  readonly about: string;
  drive(stage: Stage): Promise<void>;
}

const HOUR = 3_600_000;
const scenarios: Scenario[] = [];
const scenario = (name: string, about: string, drive: (stage: Stage) => Promise<void>): void => {
  scenarios.push({ name, about, drive });
};

// ---------------------------------------------------------------- cancel a workflow

const cancelAfter =
  <W extends AnyWorkflow>(
    workflow: W,
    args: Parameters<W>,
    ms = 500,
    options?: Partial<WorkflowStartOptions<W>>,
  ) =>
  async (s: Stage): Promise<void> => {
    const h = await s.start(workflow, args, options);
    await s.sleep(ms);
    await s.call('cancel', () => h.cancel());
    await s.result(h);
  };

scenario('complete-at-once', 'no interrupt', async (s) =>
  s.result(await s.start(wf.returnsAtOnce, ['x'])),
);
scenario('complete-after-timer', 'no interrupt', async (s) =>
  s.result(await s.start(wf.sleeps, [500])),
);
scenario('fail-at-once', 'no interrupt', async (s) => s.result(await s.start(wf.fails, [])));
scenario('cancel-timer', 'cancel while a timer is pending', cancelAfter(wf.sleeps, [HOUR]));
scenario(
  'cancel-cleanup',
  'cleanup in a non-cancellable scope',
  cancelAfter(wf.sleepsThenCleansUp, [HOUR]),
);
scenario(
  'cancel-cleanup-in-cancelled-scope',
  'cleanup is cancelled too',
  cancelAfter(wf.cleansUpInCancelledScope, [HOUR]),
);
scenario(
  'cancel-swallowed',
  'the workflow completes instead',
  cancelAfter(wf.swallowsCancel, [HOUR]),
);
scenario(
  'cancel-into-failure',
  'the workflow fails instead',
  cancelAfter(wf.turnsCancelIntoFailure, [HOUR]),
);
scenario(
  'cancel-ignored',
  'a non-cancellable scope runs on',
  cancelAfter(wf.ignoresCancel, [1500]),
);
scenario(
  'cancel-condition',
  'cancel while waiting on a condition',
  cancelAfter(wf.waitsOnCondition, []),
);
scenario(
  'cancel-condition-timeout',
  'cancel a condition with a timeout',
  cancelAfter(wf.waitsOnCondition, [HOUR]),
);
scenario(
  'cancel-saga',
  'cancel in the second step: compensations run in reverse',
  cancelAfter(wf.saga, [1000], 1700),
);
scenario(
  'cancel-with-retry-policy',
  'a cancelled workflow is not retried',
  cancelAfter(wf.sleeps, [HOUR], 500, { retry: { maximumAttempts: 3, initialInterval: '1s' } }),
);
scenario(
  'cancel-parallel-activities',
  'three heartbeating activities at once',
  cancelAfter(wf.runsActivitiesInParallel, [5000, 3], 800),
);

scenario('cancel-twice-open', 'a second request while the cleanup runs', async (s) => {
  const h = await s.start(wf.longCleanup, [HOUR, 1500]);
  await s.sleep(500);
  await s.call('cancel', () => h.cancel());
  await s.sleep(500);
  await s.call('cancel again', () => h.cancel());
  await s.result(h);
});
scenario('cancel-closed', 'cancel a completed workflow', async (s) => {
  const h = await s.start(wf.returnsAtOnce, ['x']);
  await s.result(h);
  await s.call('cancel', () => h.cancel());
});
scenario('cancel-unknown', 'cancel a workflow that never was', async (s) => {
  await s.call('cancel', () => s.handle(`${s.name}-nobody`).cancel());
});
scenario('cancel-before-first-task', 'cancel during the start delay', async (s) => {
  const h = await s.start(wf.sleeps, [HOUR], { startDelay: '2s' });
  await s.sleep(300);
  await s.call('cancel', () => h.cancel());
  await s.result(h);
});
scenario(
  'cancel-no-worker',
  'cancel while the first task waits for a worker, then terminate',
  async (s) => {
    const h = await s.start(wf.sleeps, [HOUR], { taskQueue: s.deadTaskQueue });
    await s.sleep(300);
    await s.call('cancel', () => h.cancel());
    await s.sleep(300);
    await s.call('terminate', () => h.terminate('no worker'));
    await s.result(h);
  },
);
scenario(
  'cancel-during-workflow-task',
  'the request is buffered while a workflow task runs',
  async (s) => {
    const h = await s.start(wf.runsLocalActivity, ['silentWork', [1500]]);
    await s.sleep(500);
    await s.call('cancel', () => h.cancel());
    await s.result(h);
  },
);
scenario('cancel-then-signal', 'both while a timer is pending', async (s) => {
  const h = await s.start(wf.slowSignalHandler, [1000]);
  await s.sleep(500);
  await s.call('cancel', () => h.cancel());
  await s.sleep(300);
  await s.call('signal', () => h.signal(wf.goSignal));
  await s.result(h);
});
scenario('signal-then-cancel', 'cancel while the signal handler sleeps', async (s) => {
  const h = await s.start(wf.slowSignalHandler, [2000]);
  await s.sleep(300);
  await s.call('signal', () => h.signal(wf.goSignal));
  await s.sleep(500);
  await s.call('cancel', () => h.cancel());
  await s.result(h);
});
scenario('cancel-then-terminate', 'terminate while the cleanup runs', async (s) => {
  const h = await s.start(wf.longCleanup, [HOUR, 60_000]);
  await s.sleep(500);
  await s.call('cancel', () => h.cancel());
  await s.sleep(500);
  await s.call('terminate', () => h.terminate('impatient'));
  await s.result(h);
});

// ---------------------------------------------------------------- terminate a workflow

const terminateAfter =
  <W extends AnyWorkflow>(workflow: W, args: Parameters<W>, ms = 500, afterwardsMs = 0) =>
  async (s: Stage): Promise<void> => {
    const h = await s.start(workflow, args);
    await s.sleep(ms);
    await s.call('terminate', () => h.terminate('operator said so'));
    await s.result(h);
    if (afterwardsMs > 0) await s.sleep(afterwardsMs);
  };

scenario(
  'terminate-timer',
  'terminate while a timer is pending',
  terminateAfter(wf.sleeps, [HOUR]),
);
scenario(
  'terminate-activity',
  'terminate while an activity heartbeats',
  terminateAfter(wf.runsActivity, ['heartbeatingWork', [2000]], 700, 2500),
);
scenario(
  'terminate-silent-activity',
  'the activity completes after the termination',
  terminateAfter(wf.runsActivity, ['silentWork', [1500]], 500, 2500),
);
scenario(
  'terminate-during-workflow-task',
  'a workflow task is in flight',
  terminateAfter(wf.runsLocalActivity, ['silentWork', [2000]], 500, 2500),
);
scenario(
  'terminate-cleanup-not-run',
  'no code of the workflow runs',
  terminateAfter(wf.sleepsThenCleansUp, [HOUR], 500, 500),
);
scenario('terminate-closed', 'terminate a completed workflow', async (s) => {
  const h = await s.start(wf.returnsAtOnce, ['x']);
  await s.result(h);
  await s.call('terminate', () => h.terminate());
});
scenario('terminate-twice', 'terminate a terminated workflow', async (s) => {
  const h = await s.start(wf.sleeps, [HOUR]);
  await s.sleep(300);
  await s.call('terminate', () => h.terminate('first'));
  await s.call('terminate again', () => h.terminate('second'));
  await s.result(h);
});
scenario('terminate-before-first-task', 'terminate during the start delay', async (s) => {
  const h = await s.start(wf.sleeps, [HOUR], { startDelay: '2s' });
  await s.sleep(300);
  await s.call('terminate', () => h.terminate());
  await s.result(h);
});
scenario('closed-then-calls', 'signal, query and update a terminated workflow', async (s) => {
  const h = await s.start(wf.updatable, [0, false]);
  await s.sleep(500);
  await s.call('terminate', () => h.terminate());
  await s.call('signal', () => h.signal(wf.goSignal));
  await s.call('query', () => h.query(wf.stateQuery));
  await s.call('update', () => h.executeUpdate(wf.addUpdate, { args: ['late'] }));
  await s.result(h);
});

// ---------------------------------------------------------------- cancel an activity

for (const type of ['TRY_CANCEL', 'WAIT_CANCELLATION_COMPLETED', 'ABANDON'] as const) {
  const slug = type.toLowerCase().replaceAll('_', '-');
  const cancels =
    (...args: Parameters<typeof wf.cancelsActivityScope>) =>
    async (s: Stage): Promise<void> => {
      const h = await s.start(wf.cancelsActivityScope, args);
      await s.result(h);
      await s.sleep(500);
    };
  scenario(
    `activity-${slug}-heartbeating`,
    'the cancellation reaches the activity at a heartbeat',
    cancels('heartbeatingWork', [2000], 700, type),
  );
  scenario(
    `activity-${slug}-cleanup`,
    'the activity cleans up before it re-raises',
    cancels('heartbeatingWorkWithCleanup', [2000, 500], 700, type),
  );
  scenario(
    `activity-${slug}-silent`,
    'the activity never heartbeats',
    cancels('silentWork', [1200], 500, type),
  );
  scenario(
    `activity-${slug}-swallowed`,
    'the activity returns a value instead',
    cancels('swallowsCancellation', [2000], 700, type),
  );
  scenario(
    `activity-${slug}-fails`,
    'the activity fails instead',
    cancels('failsOnCancellation', [2000], 700, type),
  );
  scenario(`activity-${slug}-not-started`, 'no worker has taken the activity', async (s) => {
    const h = await s.start(wf.cancelsActivityScope, [
      'echo',
      ['x'],
      500,
      type,
      { taskQueue: s.deadTaskQueue },
    ]);
    await s.result(h);
  });
  scenario(
    `activity-${slug}-in-backoff`,
    'the activity waits for its next attempt',
    cancels('alwaysFails', [], 1000, type, {
      retry: { maximumAttempts: 5, initialInterval: '10s' },
    }),
  );
  scenario(
    `activity-${slug}-same-task`,
    'scheduled and cancelled in one workflow task',
    cancels('echo', ['x'], 0, type),
  );
  scenario(
    `activity-${slug}-hangs`,
    'one heartbeat, then silence until the heartbeat timeout',
    cancels('heartbeatsOnceThenHangs', [3000], 500, type, {
      heartbeatTimeout: '1s',
      retry: { maximumAttempts: 3 },
    }),
  );
  scenario(
    `activity-${slug}-workflow-cancel`,
    'the workflow is cancelled while the activity heartbeats',
    cancelAfter(wf.runsActivity, ['heartbeatingWork', [3000], { cancellationType: type }], 700),
  );
  scenario(
    `local-activity-${slug}`,
    'a local activity is cancelled by its scope, without heartbeats',
    async (s) => {
      const h = await s.start(wf.cancelsLocalActivityScope, [
        'waitsForCancellation',
        [3000],
        500,
        type,
      ]);
      await s.result(h);
    },
  );
  scenario(`local-activity-${slug}-silent`, 'a local activity that does not listen', async (s) => {
    const h = await s.start(wf.cancelsLocalActivityScope, ['silentWork', [1500], 500, type]);
    await s.result(h);
  });
  scenario(
    `local-activity-${slug}-workflow-cancel`,
    'the workflow is cancelled while a local activity runs',
    cancelAfter(
      wf.runsLocalActivity,
      ['waitsForCancellation', [3000], { cancellationType: type }],
      700,
    ),
  );
}

// ---------------------------------------------------------------- activity failures, retries and timeouts

const runs =
  <W extends AnyWorkflow>(
    workflow: W,
    args: Parameters<W>,
    options?: Partial<WorkflowStartOptions<W>>,
  ) =>
  async (s: Stage): Promise<void> => {
    await s.result(await s.start(workflow, args, options));
  };

scenario(
  'activity-unrequested-cancel',
  'CancelledFailure thrown though nobody asked',
  runs(wf.runsActivity, ['throwsUnrequestedCancellation', []]),
);
scenario('activity-non-retryable', 'fails for good', runs(wf.runsActivity, ['failsForGood', []]));
scenario(
  'activity-retried',
  'succeeds on the third attempt',
  runs(wf.runsActivity, [
    'failsUntilAttempt',
    [3],
    { retry: { maximumAttempts: 5, initialInterval: '200ms' } },
  ]),
);
scenario(
  'activity-retries-exhausted',
  'fails on every attempt',
  runs(wf.runsActivity, [
    'failsUntilAttempt',
    [9],
    { retry: { maximumAttempts: 2, initialInterval: '200ms' } },
  ]),
);
scenario(
  'activity-heartbeat-timeout',
  'hangs after one heartbeat',
  runs(wf.runsActivity, ['heartbeatsOnceThenHangs', [4000], { heartbeatTimeout: '1s' }]),
);
scenario(
  'activity-heartbeat-timeout-retried',
  'resumes from the heartbeat details',
  runs(wf.runsActivity, [
    'resumesFromHeartbeat',
    [4000],
    { heartbeatTimeout: '1s', retry: { maximumAttempts: 2, initialInterval: '200ms' } },
  ]),
);
scenario(
  'activity-start-to-close-timeout',
  'takes too long',
  runs(wf.runsActivity, [
    'silentWork',
    [3000],
    { startToCloseTimeout: '1s', heartbeatTimeout: undefined },
  ]),
);
scenario(
  'activity-schedule-to-close-timeout',
  'retries run out of time',
  runs(wf.runsActivity, [
    'failsUntilAttempt',
    [99],
    {
      startToCloseTimeout: undefined,
      scheduleToCloseTimeout: '2s',
      retry: { initialInterval: '700ms', backoffCoefficient: 1 },
    },
  ]),
);
scenario('activity-schedule-to-start-timeout', 'no worker takes it', async (s) => {
  const h = await s.start(wf.runsActivity, [
    'silentWork',
    [1],
    { taskQueue: s.deadTaskQueue, scheduleToStartTimeout: '1s' },
  ]);
  await s.result(h);
});
scenario('local-activity-completes', 'no interrupt', runs(wf.runsLocalActivity, ['echo', ['x']]));
scenario(
  'local-activity-retried',
  'two quick retries',
  runs(wf.runsLocalActivity, [
    'failsUntilAttempt',
    [3],
    { retry: { maximumAttempts: 5, initialInterval: '100ms' } },
  ]),
);
scenario(
  'local-activity-backoff-timer',
  'a retry longer than the local threshold becomes a timer',
  runs(wf.runsLocalActivity, [
    'failsUntilAttempt',
    [2],
    { localRetryThreshold: '100ms', retry: { maximumAttempts: 3, initialInterval: '1s' } },
  ]),
);
scenario(
  'local-activity-fails',
  'fails for good',
  runs(wf.runsLocalActivity, ['failsForGood', []]),
);
scenario(
  'local-activity-timeout',
  'takes too long',
  runs(wf.runsLocalActivity, ['silentWork', [3000], { startToCloseTimeout: '500ms' }]),
);
scenario(
  'local-activity-outlives-task',
  'longer than the workflow task: the worker asks for new tasks',
  runs(wf.runsLocalActivity, ['silentWork', [4000]], { workflowTaskTimeout: '2s' }),
);

// ---------------------------------------------------------------- timers and scopes

scenario(
  'timer-same-task',
  'a timer started and cancelled in one workflow task',
  runs(wf.timerCancelledInSameTask, []),
);
scenario(
  'timer-later',
  'a timer cancelled by a later workflow task',
  runs(wf.timerCancelledLater, []),
);
scenario('scope-timeout-hits', 'the scope times out first', runs(wf.scopeWithTimeout, [700, 3000]));
scenario('scope-timeout-spare', 'the work ends first', runs(wf.scopeWithTimeout, [5000, 500]));
scenario('condition-timeout', 'a condition that times out', runs(wf.waitsOnCondition, [500]));

// ---------------------------------------------------------------- children and external workflows

for (const type of [
  'TRY_CANCEL',
  'WAIT_CANCELLATION_COMPLETED',
  'WAIT_CANCELLATION_REQUESTED',
  'ABANDON',
] as const) {
  const slug = type.toLowerCase().replaceAll('_', '-');
  scenario(`child-${slug}`, 'the child cleans up', async (s) => {
    const h = await s.start(wf.cancelsChildScope, ['longCleanup', [HOUR, 500], 700, type]);
    await s.result(h);
    await s.sleep(500);
  });
  scenario(`child-${slug}-ignores`, 'the child ignores the cancellation', async (s) => {
    const h = await s.start(wf.cancelsChildScope, ['ignoresCancel', [1500], 700, type]);
    await s.result(h);
    await s.sleep(500);
  });
  scenario(`child-${slug}-same-task`, 'started and cancelled in one workflow task', async (s) => {
    const h = await s.start(wf.cancelsChildScope, ['sleeps', [1000], 0, type]);
    await s.result(h);
    await s.sleep(500);
  });
  scenario(`child-${slug}-workflow-cancel`, 'the parent is cancelled', async (s) => {
    const h = await s.start(wf.runsChild, ['longCleanup', [HOUR, 500], { cancellationType: type }]);
    await s.sleep(700);
    await s.call('cancel', () => h.cancel());
    await s.result(h);
    await s.sleep(1000);
  });
}
for (const policy of ['TERMINATE', 'ABANDON', 'REQUEST_CANCEL'] as const) {
  const slug = policy.toLowerCase().replaceAll('_', '-');
  for (const how of ['complete', 'fail', 'continueAsNew'] as const) {
    scenario(`parent-${how}-${slug}`, 'the parent closes over its child', async (s) => {
      const h = await s.start(wf.closesOverChild, [how, policy, 2000]);
      await s.result(h);
      await s.sleep(3000);
    });
  }
  scenario(`parent-terminated-${slug}`, 'the parent is terminated', async (s) => {
    const h = await s.start(wf.closesOverChild, ['sleep', policy, 2500]);
    await s.sleep(700);
    await s.call('terminate', () => h.terminate());
    await s.result(h);
    await s.sleep(3000);
  });
  scenario(`parent-cancelled-${slug}`, 'the parent is cancelled', async (s) => {
    const h = await s.start(wf.closesOverChild, ['sleep', policy, 2500]);
    await s.sleep(700);
    await s.call('cancel', () => h.cancel());
    await s.result(h);
    await s.sleep(3000);
  });
}
scenario('child-completes', 'no interrupt', runs(wf.runsChild, ['returnsAtOnce', ['x']]));
scenario('child-fails', 'the failure reaches the parent', runs(wf.runsChild, ['fails', []]));
scenario('child-cancelled-by-client', 'the client cancels the child', async (s) => {
  const h = await s.start(wf.runsChild, ['sleeps', [HOUR]]);
  await s.sleep(700);
  await s.call('cancel child', () => s.handle(`${s.name}-child`).cancel());
  await s.result(h);
});
scenario('child-terminated-by-client', 'the client terminates the child', async (s) => {
  const h = await s.start(wf.runsChild, ['sleeps', [HOUR]]);
  await s.sleep(700);
  await s.call('terminate child', () => s.handle(`${s.name}-child`).terminate('child gone'));
  await s.result(h);
});
scenario('child-id-taken', 'the child id is in use', async (s) => {
  const other = await s.start(wf.sleeps, [HOUR], { workflowId: `${s.name}-taken` });
  await s.sleep(300);
  const h = await s.start(wf.runsChild, [
    'returnsAtOnce',
    ['x'],
    { workflowId: `${s.name}-taken` },
  ]);
  await s.result(h);
  await s.call('terminate other', () => other.terminate());
});
scenario('external-cancel', 'one workflow cancels another', async (s) => {
  const target = await s.start(wf.sleeps, [HOUR], { workflowId: `${s.name}-target` });
  await s.sleep(300);
  const h = await s.start(wf.cancelsExternal, [`${s.name}-target`]);
  await s.result(h);
  await s.result(target);
});
scenario('external-cancel-unknown', 'the target does not exist', async (s) =>
  s.result(await s.start(wf.cancelsExternal, [`${s.name}-nobody`])),
);
scenario('external-signal', 'one workflow signals another', async (s) => {
  const target = await s.start(wf.waitsOnCondition, [], { workflowId: `${s.name}-target` });
  await s.sleep(300);
  const h = await s.start(wf.signalsExternal, [`${s.name}-target`]);
  await s.result(h);
  await s.result(target);
});
scenario('external-signal-unknown', 'the target does not exist', async (s) =>
  s.result(await s.start(wf.signalsExternal, [`${s.name}-nobody`])),
);
scenario('external-cancel-closed', 'the target is closed already', async (s) => {
  const target = await s.start(wf.returnsAtOnce, ['x'], { workflowId: `${s.name}-target` });
  await s.result(target);
  await s.result(await s.start(wf.cancelsExternal, [`${s.name}-target`]));
});

// ---------------------------------------------------------------- signals, queries, updates

scenario('signal-completes', 'a signal lets the workflow end', async (s) => {
  const h = await s.start(wf.waitsOnCondition, []);
  await s.sleep(300);
  await s.call('signal', () => h.signal(wf.goSignal));
  await s.result(h);
});
scenario(
  'signal-during-last-task',
  'the completion is unhandled: a signal was buffered',
  async (s) => {
    const h = await s.start(wf.completesAfterLocalWork, [1200]);
    await s.sleep(500);
    await s.call('signal', () => h.signal(wf.goSignal));
    await s.result(h);
  },
);
scenario(
  'cancel-during-last-task',
  'the completion is unhandled: a cancel request was buffered',
  async (s) => {
    const h = await s.start(wf.completesAfterLocalWork, [1200]);
    await s.sleep(500);
    await s.call('cancel', () => h.cancel());
    await s.result(h);
  },
);
scenario('update-completes', 'an update accepted and completed', async (s) => {
  const h = await s.start(wf.updatable, [0, false]);
  await s.sleep(300);
  await s.call('update', () => h.executeUpdate(wf.addUpdate, { args: ['a'] }));
  await s.call('query', () => h.query(wf.stateQuery));
  await s.call('signal', () => h.signal(wf.goSignal));
  await s.result(h);
});
scenario('update-rejected', 'rejected by its validator: no trace in the history', async (s) => {
  const h = await s.start(wf.updatable, [0, false]);
  await s.sleep(300);
  await s.call('update', () => h.executeUpdate(wf.addUpdate, { args: ['bad'] }));
  await s.call('signal', () => h.signal(wf.goSignal));
  await s.result(h);
});
for (const wait of [true, false]) {
  scenario(
    `update-in-flight-cancel-${wait ? 'waits' : 'leaves'}`,
    'cancel while an update handler runs',
    async (s) => {
      const h = await s.start(wf.updatable, [1500, wait]);
      await s.sleep(300);
      const update = s.call('update', () => h.executeUpdate(wf.addUpdate, { args: ['slow'] }));
      await s.sleep(500);
      await s.call('cancel', () => h.cancel());
      await update;
      await s.result(h);
    },
  );
}
scenario('update-in-flight-terminate', 'terminate while an update handler runs', async (s) => {
  const h = await s.start(wf.updatable, [60_000, true]);
  await s.sleep(300);
  const update = s.call('update', () => h.executeUpdate(wf.addUpdate, { args: ['slow'] }));
  await s.sleep(500);
  await s.call('terminate', () => h.terminate());
  await update;
  await s.result(h);
});

// ---------------------------------------------------------------- continue-as-new, timeouts, broken code

scenario('continue-as-new', 'two more runs', runs(wf.continuesAsNew, [2, 300]));
scenario(
  'continue-as-new-cancel',
  'cancel the second run',
  cancelAfter(wf.continuesAsNew, [3, 1500], 2500),
);
scenario(
  'continue-as-new-cancel-race',
  'a cancel request lands while the task that continues as new runs',
  async (s) => {
    const h = await s.start(wf.continuesAsNewAfterLocalWork, [1200, 1]);
    await s.sleep(500);
    await s.call('cancel', () => h.cancel());
    await s.result(h);
  },
);
scenario(
  'run-timeout',
  'the run times out over a timer',
  runs(wf.sleeps, [HOUR], { workflowRunTimeout: '1s' }),
);
scenario('execution-timeout', 'the execution times out over a cleanup', async (s) => {
  const h = await s.start(wf.longCleanup, [HOUR, HOUR], { workflowExecutionTimeout: '2s' });
  await s.sleep(500);
  await s.call('cancel', () => h.cancel());
  await s.result(h);
});
scenario('execution-timeout-activity', 'the execution times out over an activity', async (s) => {
  const h = await s.start(wf.runsActivity, ['heartbeatingWork', [4000]], {
    workflowExecutionTimeout: '1s',
  });
  await s.result(h);
  await s.sleep(1000);
});
scenario(
  'workflow-task-failure',
  'broken workflow code fails its task, again and again, until terminated',
  async (s) => {
    const h = await s.start(wf.throwsPlainErrorOnce, []);
    await s.sleep(1500);
    await s.call('cancel', () => h.cancel());
    await s.sleep(500);
    await s.call('terminate', () => h.terminate('broken'));
    await s.result(h);
  },
);
scenario(
  'workflow-retry',
  'a failed workflow is retried',
  runs(wf.fails, [], { retry: { maximumAttempts: 2, initialInterval: '500ms' } }),
);
scenario(
  'reuse-id-terminate-existing',
  'a start that terminates the running execution',
  async (s) => {
    const first = await s.start(wf.sleeps, [HOUR]);
    await s.sleep(300);
    const second = await s.start(wf.returnsAtOnce, ['x'], {
      workflowIdConflictPolicy: 'TERMINATE_EXISTING',
    });
    await s.result(second);
    await s.result(first);
  },
);

export default scenarios;
