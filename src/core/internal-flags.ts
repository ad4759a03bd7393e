/** Internal flags: which changed behaviours a run's history was made with, so that a replay behaves as the first run did. @see InternalFlags */
import type { WorkflowTaskCompletedMetadata } from '../protocol/event.ts';

/** Ids and types of activities and children must match on replay. @see CoreInternalFlags.IdAndTypeDeterminismChecks */
export const ID_AND_TYPE_CHECKS = 1;
/** A patch marker is followed by an upsert of the patches' names. @see CoreInternalFlags.UpsertSearchAttributeOnPatch */
export const UPSERT_ON_PATCH = 2;
/** Commands after a terminal command are kept. @see CoreInternalFlags.MoveTerminalCommands */
export const MOVE_TERMINAL_COMMANDS = 3;

const ALL_CORE_FLAGS: readonly number[] = [
  ID_AND_TYPE_CHECKS,
  UPSERT_ON_PATCH,
  MOVE_TERMINAL_COMMANDS,
];

/** The flags of one run. */
export class InternalFlags {
  readonly #sdkName: string;
  readonly #sdkVersion: string;
  readonly #core = new Set<number>();
  readonly #lang = new Set<number>();
  readonly #newLang = new Set<number>();
  #lastSdkName = '';
  #lastSdkVersion = '';
  #langList: readonly number[] = [];

  constructor(sdkName: string, sdkVersion: string) {
    this.#sdkName = sdkName;
    this.#sdkVersion = sdkVersion;
  }

  /** Takes in what a completed workflow task noted. */
  observe(metadata: WorkflowTaskCompletedMetadata | undefined): void {
    if (!metadata) return;
    for (const flag of metadata.coreUsedFlags ?? []) this.#core.add(flag);
    for (const flag of metadata.langUsedFlags ?? []) this.#lang.add(flag);
    if (metadata.sdkName) this.#lastSdkName = metadata.sdkName;
    if (metadata.sdkVersion) this.#lastSdkVersion = metadata.sdkVersion;
    this.#refreshLangList();
  }

  /** Notes the flags that the language side made use of. */
  useLang(flags: readonly number[]): void {
    for (const flag of flags) this.#newLang.add(flag);
  }

  /** Whether a flag of Core is on: always where new history is made (every flag is noted with it), else if it was noted. */
  isOn(flag: number, makesHistory: boolean): boolean {
    return makesHistory || this.#core.has(flag);
  }

  /** The flags of the language side that are on. */
  get lang(): readonly number[] {
    return this.#langList;
  }

  /** What the completion of a workflow task must note: what is new since the last one. */
  takeMetadata(): WorkflowTaskCompletedMetadata {
    const coreUsedFlags =
      this.#core.size === 0
        ? [...ALL_CORE_FLAGS]
        : ALL_CORE_FLAGS.filter((flag) => !this.#core.has(flag));
    const langUsedFlags: number[] = [];
    for (const flag of this.#newLang) if (!this.#lang.has(flag)) langUsedFlags.push(flag);
    langUsedFlags.sort((a, b) => a - b);
    for (const flag of coreUsedFlags) this.#core.add(flag);
    for (const flag of langUsedFlags) this.#lang.add(flag);
    if (langUsedFlags.length > 0) this.#refreshLangList();
    return {
      coreUsedFlags,
      langUsedFlags,
      sdkName: this.#lastSdkName === this.#sdkName ? undefined : this.#sdkName,
      sdkVersion: this.#lastSdkVersion === this.#sdkVersion ? undefined : this.#sdkVersion,
    };
  }

  #refreshLangList(): void {
    if (this.#langList.length !== this.#lang.size) {
      this.#langList = [...this.#lang].sort((a, b) => a - b);
    }
  }
}
