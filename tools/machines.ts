/** The state machines of the service and of Core, as `npm run edges` finds them in the source. */
import { absolute, filesBelow } from './source.ts';

/** One edge, once for each status that it may lead to, in words. */
export const edgeInWords = (from: string, input: string, to: string): string =>
  `${from} on ${input}: ${to}`;

/** A table of edges. */
export interface Table {
  readonly name: string;
  readonly edges: Readonly<
    Record<string, Readonly<Record<string, 'ignored' | { readonly to: readonly string[] }>>>
  >;
}

const isTable = (value: unknown): value is Table =>
  typeof value === 'object' && value !== null && 'name' in value && 'edges' in value;

/** All tables, by the folder that they are in and their name: `service Activity`. */
export async function tables(): Promise<ReadonlyMap<string, Table>> {
  const found = new Map<string, Table>();
  for (const folder of ['service', 'core'])
    for (const file of filesBelow(`src/${folder}`)) {
      const module = (await import(absolute(file))) as Readonly<Record<string, unknown>>;
      for (const value of Object.values(module))
        if (isTable(value)) found.set(`${folder} ${value.name}`, value);
    }
  return found;
}

/** The edges of a table, in words. */
export const edgesOf = ({ edges }: Table): readonly string[] =>
  Object.entries(edges).flatMap(([from, inputs]) =>
    Object.entries(inputs).flatMap(([input, edge]) =>
      (edge === 'ignored' ? [from] : edge.to).map((to) => edgeInWords(from, input, to)),
    ),
  );
