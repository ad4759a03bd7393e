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

/** Adds to a list what is not in it yet. */
function add(list: number[], flags: readonly number[]): void {
  for (const flag of flags) if (!list.includes(flag)) list.push(flag);
}

/** The flags of one run. */
export class InternalFlags {
  readonly #sdkName: string;
  readonly #sdkVersion: string;
  // Lists, for there are few flags, and many runs have them.
  readonly #core: number[] = [];
  readonly #lang: number[] = [];
  readonly #newLang: number[] = [];
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
    add(this.#core, metadata.coreUsedFlags ?? []);
    add(this.#lang, metadata.langUsedFlags ?? []);
    if (metadata.sdkName) this.#lastSdkName = metadata.sdkName;
    if (metadata.sdkVersion) this.#lastSdkVersion = metadata.sdkVersion;
    this.#refreshLangList();
  }

  /** Notes the flags that the language side made use of. */
  useLang(flags: readonly number[]): void {
    add(this.#newLang, flags);
  }

  /** Whether a flag of Core is on: always where new history is made (every flag is noted with it), else if it was noted. */
  isOn(flag: number, makesHistory: boolean): boolean {
    return makesHistory || this.#core.includes(flag);
  }

  /** The flags of the language side that are on. */
  get lang(): readonly number[] {
    return this.#langList;
  }

  /** What the completion of a workflow task must note: what is new since the last one. */
  takeMetadata(): WorkflowTaskCompletedMetadata {
    const coreUsedFlags =
      this.#core.length === 0
        ? [...ALL_CORE_FLAGS]
        : ALL_CORE_FLAGS.filter((flag) => !this.#core.includes(flag));
    const langUsedFlags = this.#newLang.filter((flag) => !this.#lang.includes(flag));
    langUsedFlags.sort((a, b) => a - b);
    add(this.#core, coreUsedFlags);
    add(this.#lang, langUsedFlags);
    if (langUsedFlags.length > 0) this.#refreshLangList();
    return {
      coreUsedFlags,
      langUsedFlags,
      sdkName: this.#lastSdkName === this.#sdkName ? undefined : this.#sdkName,
      sdkVersion: this.#lastSdkVersion === this.#sdkVersion ? undefined : this.#sdkVersion,
    };
  }

  #refreshLangList(): void {
    if (this.#langList.length !== this.#lang.length) {
      this.#langList = [...this.#lang].sort((a, b) => a - b);
    }
  }
}
