/** What the options of a test server mean to a world: of a `temporal server start-dev`, as far as it is modelled. */
import {
  TypedSearchAttributes,
  type SearchAttributeKey,
  type SearchAttributeType,
} from '@temporalio/common/lib/search-attributes.js';
import { isDynamicConfigKey, type DynamicConfig } from '../simulation/dynamic-config.ts';
import type { SimulationOptions } from '../simulation/options.ts';

/** @see LocalTestWorkflowEnvironmentOptions.server of `@temporalio/testing`; what concerns its process is not heard */
export interface TestServerOptions {
  readonly namespace?: string | undefined;
  readonly searchAttributes?: readonly SearchAttributeKey<SearchAttributeType>[] | undefined;
  /** `--search-attribute Name=Type` and `--dynamic-config-value Key=Value` are heard. */
  readonly extraArgs?: readonly string[] | undefined;
}

/** The values of an option of the command line, which may be given as `--option value` or `--option=value`. */
function valuesOf(option: string, args: readonly string[]): readonly string[] {
  return args.flatMap((arg, index) => {
    if (arg === option) return args[index + 1] ?? [];
    return arg.startsWith(`${option}=`) ? arg.slice(option.length + 1) : [];
  });
}

const pairs = (option: string, args: readonly string[]): readonly (readonly [string, string])[] =>
  valuesOf(option, args).map((value) => {
    const [name = '', ...rest] = value.split('=');
    return [name, rest.join('=')];
  });

const VALUES: Readonly<Record<string, unknown>> = { true: true, false: false };

/** A value of the dynamic configuration: JSON, or else a text. */
const valueOf = (text: string): unknown => {
  const number = Number(text);
  return VALUES[text] ?? (Number.isNaN(number) ? text.replaceAll('"', '') : number);
};

/** The options of the world that stands for such a server. */
export function worldOptionsOf({
  searchAttributes = [],
  extraArgs = [],
}: TestServerOptions): Pick<
  SimulationOptions,
  'dynamicConfig' | 'searchAttributes' | 'workflowPause'
> {
  const config = pairs('--dynamic-config-value', extraArgs).map(
    ([key, value]) => [key, valueOf(value)] as const,
  );
  return {
    searchAttributes: Object.fromEntries([
      ...searchAttributes.map(({ name, type }) => [
        name,
        TypedSearchAttributes.toMetadataType(type),
      ]),
      ...pairs('--search-attribute', extraArgs),
    ]) as SimulationOptions['searchAttributes'],
    workflowPause: config.some(
      ([key, value]) => key.toLowerCase() === 'frontend.workflowpauseenabled' && value === true,
    ),
    dynamicConfig: Object.fromEntries(
      config.filter(([key]) => isDynamicConfigKey(key)),
    ) as DynamicConfig,
  };
}
