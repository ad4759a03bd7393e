/** Children and other workflows that a run speaks to: what was asked is answered once, and every end is heard of. */
import type { HistoryBuilder } from './history-builder.ts';
import type { PlayedWorld } from './played-world.ts';
import { specifyByHistories, specifyByWorlds } from './specify-law.ts';

specifyByHistories('child-events-pair', {
  holds: {
    'a child completes': (h) => {
      const child = h.begun().child();
      h.childClosed('ChildWorkflowExecutionCompleted', child, h.childStarted(child));
    },
    'a child cannot be started': (h) => {
      const initiatedEventId = h.begun().child();
      h.add('StartChildWorkflowExecutionFailed', { initiatedEventId });
    },
  },
  breaks: {
    'a child is started twice': (h) => {
      const child = h.begun().child();
      h.childStarted(child);
      h.childStarted(child);
    },
    'a child is started that was not initiated': (h) => h.begun().childStarted(3),
    'a child ends that was not started': (h) => {
      const child = h.begun().child();
      h.childClosed('ChildWorkflowExecutionCompleted', child, child + 1);
    },
    'a child ends twice': (h) => {
      const child = h.begun().child();
      const started = h.childStarted(child);
      h.childClosed('ChildWorkflowExecutionCompleted', child, started);
      h.childClosed('ChildWorkflowExecutionTerminated', child, started);
    },
    'a child fails to start after it was started': (h) => {
      const initiatedEventId = h.begun().child();
      h.childStarted(initiatedEventId);
      h.add('StartChildWorkflowExecutionFailed', { initiatedEventId });
    },
    'the end names another start': (h) => {
      const child = h.begun().child();
      h.childStarted(child);
      h.childClosed('ChildWorkflowExecutionCompleted', child, child);
    },
  },
});

specifyByHistories('external-events-pair', {
  holds: {
    'a cancel request is answered': (h) => {
      const initiatedEventId = h.begun().askOther();
      h.add('ExternalWorkflowExecutionCancelRequested', { initiatedEventId });
    },
  },
  breaks: {
    'it is answered twice': (h) => {
      const initiatedEventId = h.begun().askOther();
      h.add('ExternalWorkflowExecutionCancelRequested', { initiatedEventId });
      h.add('RequestCancelExternalWorkflowExecutionFailed', { initiatedEventId });
    },
    'nothing was asked': (h) => {
      h.begun().add('ExternalWorkflowExecutionSignaled', { initiatedEventId: 3 });
    },
    'the answer to a signal names a cancel request': (h) => {
      const initiatedEventId = h.begun().askOther();
      h.add('ExternalWorkflowExecutionSignaled', { initiatedEventId });
    },
  },
});

interface Family {
  readonly parent: HistoryBuilder;
  readonly child: HistoryBuilder;
  readonly initiated: number;
  readonly started: number;
}

function familyOf(w: PlayedWorld, parentClosePolicy = 'PARENT_CLOSE_POLICY_TERMINATE'): Family {
  const parent = w.run('parent');
  const initiated = parent.begun().child({ parentClosePolicy });
  const child = w.run('child');
  child.started({
    parentWorkflowExecution: { workflowId: 'parent', runId: parent.runId },
    parentInitiatedEventId: initiated,
  });
  const started = parent.childStarted(initiated);
  return { parent, child, initiated, started };
}

function close(parent: HistoryBuilder): void {
  parent.task();
  parent.closed();
}

specifyByWorlds('child-end-is-true', {
  holds: {
    'the parent hears of the end as it was': (w) => {
      const { parent, child, initiated, started } = familyOf(w);
      child.terminated();
      parent.childClosed('ChildWorkflowExecutionTerminated', initiated, started);
    },
  },
  breaks: {
    'the child is open': (w) => {
      const { parent, initiated, started } = familyOf(w);
      parent.childClosed('ChildWorkflowExecutionCompleted', initiated, started);
    },
    'the child has ended in another way': (w) => {
      const { parent, child, initiated, started } = familyOf(w);
      child.terminated();
      parent.childClosed('ChildWorkflowExecutionCanceled', initiated, started);
    },
  },
});

/** The parent asks the child to cancel, which it does. */
function cancelled({ parent, child }: Family, w: PlayedWorld, answered: boolean): void {
  parent.task();
  const externalInitiatedEventId = parent.askOther('child', { childWorkflowOnly: true });
  const externalWorkflowExecution = { workflowId: 'parent', runId: parent.runId };
  child.add('WorkflowExecutionCancelRequested', {
    externalInitiatedEventId,
    externalWorkflowExecution,
  });
  if (answered)
    parent.add('ExternalWorkflowExecutionCancelRequested', {
      initiatedEventId: externalInitiatedEventId,
    });
  w.pass(10);
  child.task();
  child.command('WorkflowExecutionCanceled');
}

specifyByWorlds('answer-comes-before-consequence', {
  holds: {
    'the parent is answered, then told of the end': (w) => {
      const family = familyOf(w);
      cancelled(family, w, true);
      family.parent.childClosed('ChildWorkflowExecutionCanceled', family.initiated, family.started);
    },
  },
  breaks: {
    'the parent is told of the end, and not yet answered': (w) => {
      const family = familyOf(w);
      cancelled(family, w, false);
      family.parent.childClosed('ChildWorkflowExecutionCanceled', family.initiated, family.started);
    },
  },
});

specifyByWorlds('parent-hears-of-every-end', {
  holds: {
    'the parent was told of the termination': (w) => {
      const { parent, child, initiated, started } = familyOf(w);
      child.terminated();
      parent.childClosed('ChildWorkflowExecutionTerminated', initiated, started);
      w.rest();
    },
  },
  breaks: {
    'the parent was not told': (w) => {
      familyOf(w).child.terminated();
      w.rest();
    },
  },
});

specifyByWorlds('close-policy-is-applied', {
  holds: {
    'the child is terminated': (w) => {
      const { parent, child } = familyOf(w);
      close(parent);
      child.terminated({ reason: 'by parent close policy' });
      w.rest();
    },
    'the child is asked to cancel, and goes on': (w) => {
      const { parent, child } = familyOf(w, 'PARENT_CLOSE_POLICY_REQUEST_CANCEL');
      close(parent);
      child.cancelRequested();
      w.rest();
    },
    'the child is abandoned': (w) => {
      close(familyOf(w, 'PARENT_CLOSE_POLICY_ABANDON').parent);
      w.rest();
    },
  },
  breaks: {
    'the child is not terminated': (w) => {
      close(familyOf(w).parent);
      w.rest();
    },
    'the child is not asked to cancel': (w) => {
      close(familyOf(w, 'PARENT_CLOSE_POLICY_REQUEST_CANCEL').parent);
      w.rest();
    },
  },
});

specifyByWorlds('close-policy-has-cause', {
  holds: {
    'the parent has closed': (w) => {
      const { parent, child } = familyOf(w);
      close(parent);
      child.terminated({ reason: 'by parent close policy' });
    },
    'the parent has closed and the child is to be asked': (w) => {
      const { parent, child } = familyOf(w, 'PARENT_CLOSE_POLICY_REQUEST_CANCEL');
      close(parent);
      const externalWorkflowExecution = { workflowId: 'parent', runId: parent.runId };
      child.add('WorkflowExecutionCancelRequested', { externalWorkflowExecution });
    },
  },
  breaks: {
    'the parent is open': (w) => {
      familyOf(w).child.terminated({ reason: 'by parent close policy' });
    },
    'the child is abandoned': (w) => {
      const { parent, child } = familyOf(w, 'PARENT_CLOSE_POLICY_ABANDON');
      close(parent);
      child.terminated({ reason: 'by parent close policy' });
    },
    'the child is asked to cancel, although it is to be terminated': (w) => {
      const { parent, child } = familyOf(w);
      close(parent);
      const externalWorkflowExecution = { workflowId: 'parent', runId: parent.runId };
      child.add('WorkflowExecutionCancelRequested', { externalWorkflowExecution });
    },
  },
});
