/** Tests machines edge by edge: each edge is taken by an input of its own, and must lead where the table says. */
import { describe, expect, test } from 'vitest';
import { transition, type Machine } from '../../src/common/machine.ts';
import type { MachineEffect } from '../../src/core/machine-effect.ts';

/** What one edge asks for, in words. */
function effectShorthand(effect: MachineEffect): string {
  switch (effect.type) {
    case 'PushJob':
      return `tell ${effect.job.type}`;
    case 'IssueCommand':
      return effect.command.type;
    case 'Find':
      return 'finding';
    default:
      return effect.type;
  }
}

/** An edge: the status it leaves, the input, and where it leads with what effects. */
export type EdgeRow<State, Input> = readonly [from: State, input: Input, to: string];

/** Tests every row, and that no edge of the table is without one. */
export function takesEveryEdge<
  State extends { readonly status: string },
  Input extends { readonly type: string },
>(
  machine: Machine<State, Input, MachineEffect>,
  rows: readonly EdgeRow<NoInfer<State>, NoInfer<Input>>[],
): void {
  describe(`${machine.name}`, () => {
    test.each(rows.map(([from, input, to]) => [from.status, input.type, to, from, input] as const))(
      '%s on %s: %s',
      (_from, _input, to, state, input) => {
        const next = transition(machine, state, input);
        const said = [next.state.status, ...next.effects.map(effectShorthand)].join(', ');
        expect(said).toBe(to);
      },
    );

    test('has no other edges', () => {
      const tested = new Set(rows.map(([{ status }, { type }]) => `${status} ${type}`));
      const edges = Object.entries(machine.edges).flatMap(([status, inputs]) =>
        Object.keys(inputs as object).map((type) => `${status} ${type}`),
      );
      expect(edges.filter((edge) => !tested.has(edge))).toEqual([]);
    });

    test('leads only where its edges say', () => {
      for (const [state, input] of rows) {
        const edges = machine.edges[state.status as State['status']];
        const edge = edges[input.type as Input['type']];
        const { status } = transition(machine, state, input).state;
        if (edge !== 'ignored') expect(edge?.to).toContain(status);
        else expect(status).toBe(state.status);
      }
    });
  });
}
