/** Tests machines edge by edge: each edge is taken by an input of its own, and must lead where the table says. */
import { describe, expect, test } from 'vitest';
import { transition } from '../../src/common/machine.ts';
import type { Machine } from '../../src/common/machine.ts';
import type { EventBody } from '../../src/service/event-store.ts';

/** An edge: the state it leaves, the input, and the status and events it leads to. */
export type Row<State, Input> = readonly [from: State, input: Input, to: string];

/** Takes the rows, and sees that no edge of the table and none of its ends is left out. */
export function takesEveryEdge<
  State extends { readonly status: string },
  Input extends { readonly type: string },
>(
  machine: Machine<State, Input, EventBody>,
  rows: readonly Row<NoInfer<State>, NoInfer<Input>>[],
): void {
  describe(machine.name, () => {
    const taken = new Set<string>();

    test.each(rows.map(([from, input, to]) => [from.status, input.type, to, from, input] as const))(
      '%s on %s: %s',
      (_from, _input, to, from, input) => {
        const { state, effects } = transition(machine, from, input);
        expect([state.status, ...effects.map(({ type }) => type)].join(' ')).toBe(to);
        const edge = machine.edges[from.status as State['status']][input.type as Input['type']];
        expect(edge === 'ignored' ? [from.status] : edge?.to).toContain(state.status);
        taken.add(`${from.status} ${input.type} ${state.status}`);
      },
    );

    test('has no other edges', () => {
      const edges = Object.entries(machine.edges).flatMap(([from, inputs]) =>
        Object.entries(inputs as Record<string, 'ignored' | { to: readonly string[] }>).flatMap(
          ([input, edge]) =>
            (edge === 'ignored' ? [from] : edge.to).map((to) => `${from} ${input} ${to}`),
        ),
      );
      expect(edges.filter((edge) => !taken.has(edge))).toEqual([]);
    });

    test('takes nothing else', () => {
      const statuses = Object.entries(machine.edges) as [State['status'], object][];
      for (const [status, inputs] of statuses)
        for (const [, input] of rows) {
          if (input.type in inputs) continue;
          const state = rows.find(([from]) => from.status === status)?.[0] ?? { status };
          expect(() => transition(machine, state as State, input)).toThrow();
        }
    });
  });
}
