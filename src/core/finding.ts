/** The defects of the real SDK that lastcall reproduces: when user code hits one, the run goes on as it would in production, and says so. */

/** The name of a defect, as it stands in reports. */
export type FindingName =
  | 'abandoned activity closes unsuccessfully'
  | 'local activity cancelled as it ends'
  | 'start of a cancelled child never settles'
  | 'local activity schedule-to-close lost in backoff'
  | 'local activity start-to-close outlives its attempt'
  | 'child cancellation requested is not enough'
  | 'local activity completes asynchronously'
  | 'abandoned local activity goes on retrying'
  | 'local activity ends after its run'
  | 'cancel of a queued local activity is lost'
  | 'cancel of a paused activity is lost';

/** What is known of a defect. */
export interface Defect {
  /** A short label, for lists. */
  readonly label: string;
  /** What the real SDK does, and what it means for the code that runs into it. */
  readonly summary: string;
}

/** Every defect, by its name. */
export const findings: Readonly<Record<FindingName, Defect>> = {
  'abandoned activity closes unsuccessfully': {
    label: 'D1',
    summary:
      'An activity with cancellation type ABANDON was cancelled and later failed, timed out or was canceled while its workflow still ran: ' +
      'the real SDK fails the workflow task on that event, on every attempt, for ever.',
  },
  'local activity cancelled as it ends': {
    label: 'D2',
    summary:
      'A local activity was cancelled after it had ended but before workflow code was told: the real SDK fails the workflow task, ' +
      'and all local activities of that task run again.',
  },
  'start of a cancelled child never settles': {
    label: 'D3',
    summary:
      'A child with cancellation type ABANDON or TRY_CANCEL was cancelled after its start was requested and before it started: ' +
      'in the real SDK the promise of startChild() never settles (that of executeChild() does).',
  },
  'local activity schedule-to-close lost in backoff': {
    label: 'D4',
    summary:
      'The schedule-to-close timeout of a local activity fell due while the activity waited for its next attempt: the real SDK loses it, ' +
      'and goes on retrying without limit.',
  },
  'local activity start-to-close outlives its attempt': {
    label: 'D5',
    summary:
      'The start-to-close timeout of an earlier attempt of a local activity was still set: in the real SDK it ends a later attempt before its time.',
  },
  'child cancellation requested is not enough': {
    label: 'D6',
    summary:
      'A child with cancellation type WAIT_CANCELLATION_REQUESTED has been told to cancel: the real SDK goes on waiting until the child closes.',
  },
  'local activity completes asynchronously': {
    label: 'D7',
    summary:
      'A local activity threw CompleteAsyncError: in the real SDK the whole worker stops with an error.',
  },
  'abandoned local activity goes on retrying': {
    label: 'D8',
    summary:
      'A local activity with cancellation type ABANDON was cancelled while it waited for its next attempt: the real SDK goes on ' +
      'retrying it in the background until the run leaves the cache.',
  },
  'cancel of a queued local activity is lost': {
    label: 'queued',
    summary:
      'A local activity was cancelled while it waited for a free slot of its worker: the real SDK passes a cancel on to running code only, ' +
      'so the activity runs all the same, and is not told.',
  },
  'local activity ends after its run': {
    label: 'D11',
    summary:
      'A workflow ended while one of its local activities was waiting for its next attempt: the real SDK records the end of the ' +
      'activity after that of the workflow, which the service refuses, so the workflow task times out and is tried again.',
  },
  'cancel of a paused activity is lost': {
    label: 'D10',
    summary:
      'An activity was both paused and asked to cancel: the real SDK reports the attempt as failed by the pause, and the cancel is lost for this attempt.',
  },
};
