/** The door "lastcall/fast-check": schedules, durations and small workflow programs as arbitraries. */
export { lawsHold, schedule } from './fast-check/schedule.ts';
export type { ScheduleConstraints, ScheduleLines } from './fast-check/schedule.ts';
export { workloadsHold, WorkloadFailedError } from './fast-check/workload.ts';
export { duration, type DurationConstraints } from './fast-check/duration.ts';
export { activityScript, scripted } from './fast-check/activity-script.ts';
export type { ActivityScript, AttemptScript } from './fast-check/activity-script.ts';
export { interrupts } from './fast-check/interrupts.ts';
export type { ClientInterrupt, Fault, Interrupt, InterruptKind } from './fast-check/interrupts.ts';
export { workflowProgram } from './fast-check/workflow-program.ts';
export type { Operation, ProgramParts } from './fast-check/workflow-program.ts';
export { change, go, programmed } from './fast-check/programmed-workflow.ts';
