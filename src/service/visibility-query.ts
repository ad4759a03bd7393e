/** The query language of visibility: `WorkflowType = 'order' AND StartTime > '2024-01-01T00:00:00Z'`. */

/** A value as the query writes it. */
export type QueryValue = string | number | boolean;

/** Operators that compare an attribute with values. */
export type QueryOperator =
  | '='
  | '!='
  | '<'
  | '<='
  | '>'
  | '>='
  | 'IN'
  | 'NOT IN'
  | 'BETWEEN'
  | 'NOT BETWEEN'
  | 'STARTS_WITH'
  | 'NOT STARTS_WITH'
  | 'IS NULL'
  | 'IS NOT NULL';

/** A condition on executions. */
export type QueryExpression =
  | { readonly type: 'And'; readonly left: QueryExpression; readonly right: QueryExpression }
  | { readonly type: 'Or'; readonly left: QueryExpression; readonly right: QueryExpression }
  | { readonly type: 'Not'; readonly operand: QueryExpression }
  | {
      readonly type: 'Compare';
      readonly attribute: string;
      readonly operator: QueryOperator;
      readonly values: readonly QueryValue[];
    };

/** A query that was understood. */
export interface VisibilityQuery {
  /** Undefined: every execution. */
  readonly where: QueryExpression | undefined;
  readonly groupBy: string | undefined;
}

/** What is wrong with a query, in the words of the service. */
export interface QueryProblem {
  readonly problem: string;
}

type Token =
  | { readonly type: 'word'; readonly text: string }
  | { readonly type: 'quotedName'; readonly text: string }
  | { readonly type: 'value'; readonly value: QueryValue }
  | { readonly type: 'symbol'; readonly text: string };

const TOKEN =
  /\s*(?:(?<string>'(?:[^'\\]|\\.|'')*'|"(?:[^"\\]|\\.|"")*")|(?<name>`[^`]*`)|(?<number>-?\d+(?:\.\d+)?)|(?<word>[A-Za-z_][A-Za-z0-9_.]*)|(?<symbol>!=|<>|<=|>=|[=<>(),]))/y;

const unquote = (text: string): string => {
  const quote = text[0] ?? '';
  return text
    .slice(1, -1)
    .replaceAll(quote + quote, quote)
    .replace(/\\(.)/g, '$1');
};

function tokenize(text: string): readonly Token[] | undefined {
  const tokens: Token[] = [];
  const trimmed = text.trimEnd();
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < trimmed.length) {
    const groups = TOKEN.exec(trimmed)?.groups;
    if (groups === undefined) return undefined;
    const { string, name, number, word, symbol } = groups;
    if (string !== undefined) tokens.push({ type: 'value', value: unquote(string) });
    else if (name !== undefined) tokens.push({ type: 'quotedName', text: name.slice(1, -1) });
    else if (number !== undefined) tokens.push({ type: 'value', value: Number(number) });
    else if (word !== undefined) tokens.push({ type: 'word', text: word });
    else if (symbol !== undefined)
      tokens.push({ type: 'symbol', text: symbol === '<>' ? '!=' : symbol });
  }
  return tokens;
}

/** Thrown inside the parser only. */
class Malformed {
  readonly problem: string;
  constructor(problem: string) {
    this.problem = problem;
  }
}

const MALFORMED = 'malformed SQL query: syntax error';

class Parser {
  readonly #tokens: readonly Token[];
  #at = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  query(): VisibilityQuery {
    const starts = this.#isWord('ORDER') || this.#isWord('GROUP') || this.#isWord('LIMIT');
    const where = this.#tokens.length === 0 || starts ? undefined : this.#or();
    const groupBy = this.#groupBy();
    if (this.#isWord('ORDER')) throw new Malformed("operation is not supported: 'ORDER BY' clause");
    if (this.#isWord('LIMIT')) throw new Malformed("operation is not supported: 'LIMIT' clause");
    if (this.#at < this.#tokens.length) throw new Malformed(MALFORMED);
    return { where, groupBy };
  }

  #groupBy(): string | undefined {
    if (!this.#takeWord('GROUP')) return undefined;
    if (!this.#takeWord('BY')) throw new Malformed(MALFORMED);
    const name = this.#name();
    if (this.#isSymbol(','))
      throw new Malformed(
        "operation is not supported: 'GROUP BY' clause supports only a single field",
      );
    return name;
  }

  #or(): QueryExpression {
    let left = this.#and();
    while (this.#takeWord('OR')) left = { type: 'Or', left, right: this.#and() };
    return left;
  }

  #and(): QueryExpression {
    let left = this.#not();
    while (this.#takeWord('AND')) left = { type: 'And', left, right: this.#not() };
    return left;
  }

  #not(): QueryExpression {
    if (this.#takeWord('NOT')) return { type: 'Not', operand: this.#not() };
    if (!this.#takeSymbol('(')) return this.#comparison();
    const inner = this.#or();
    if (!this.#takeSymbol(')')) throw new Malformed(MALFORMED);
    return inner;
  }

  #comparison(): QueryExpression {
    const attribute = this.#name();
    if (this.#takeWord('IS')) {
      const operator = this.#takeWord('NOT') ? 'IS NOT NULL' : 'IS NULL';
      if (!this.#takeWord('NULL')) throw new Malformed(MALFORMED);
      return { type: 'Compare', attribute, operator, values: [] };
    }
    const not = this.#takeWord('NOT') ? 'NOT ' : '';
    if (this.#takeWord('IN')) {
      const operator: QueryOperator = not === '' ? 'IN' : 'NOT IN';
      return { type: 'Compare', attribute, operator, values: this.#list() };
    }
    if (this.#takeWord('BETWEEN')) {
      const low = this.#value();
      if (!this.#takeWord('AND')) throw new Malformed(MALFORMED);
      const operator: QueryOperator = not === '' ? 'BETWEEN' : 'NOT BETWEEN';
      return { type: 'Compare', attribute, operator, values: [low, this.#value()] };
    }
    if (this.#takeWord('STARTS_WITH')) {
      const operator: QueryOperator = not === '' ? 'STARTS_WITH' : 'NOT STARTS_WITH';
      return { type: 'Compare', attribute, operator, values: [this.#value()] };
    }
    if (not !== '') throw new Malformed(MALFORMED);
    return { type: 'Compare', attribute, operator: this.#operator(), values: [this.#value()] };
  }

  #operator(): QueryOperator {
    const token = this.#next();
    const isComparison = token?.type === 'symbol' && /^[=<>!]/.test(token.text);
    if (isComparison) return token.text as QueryOperator;
    if (token === undefined) throw new Malformed('invalid expression: incomplete expression');
    throw new Malformed(MALFORMED);
  }

  #list(): readonly QueryValue[] {
    if (!this.#takeSymbol('(')) throw new Malformed(MALFORMED);
    const values = [this.#value()];
    while (this.#takeSymbol(',')) values.push(this.#value());
    if (!this.#takeSymbol(')')) throw new Malformed(MALFORMED);
    return values;
  }

  #value(): QueryValue {
    const token = this.#next();
    if (token?.type === 'value') return token.value;
    const word = token?.type === 'word' ? token.text.toLowerCase() : '';
    if (word === 'true' || word === 'false') return word === 'true';
    throw new Malformed(MALFORMED);
  }

  #name(): string {
    const token = this.#next();
    if (token?.type === 'word' || token?.type === 'quotedName') return token.text;
    throw new Malformed(MALFORMED);
  }

  #next(): Token | undefined {
    return this.#tokens[this.#at++];
  }

  #isWord(word: string): boolean {
    const token = this.#tokens[this.#at];
    return token?.type === 'word' && token.text.toUpperCase() === word;
  }

  #isSymbol(symbol: string): boolean {
    const token = this.#tokens[this.#at];
    return token?.type === 'symbol' && token.text === symbol;
  }

  #takeWord(word: string): boolean {
    const found = this.#isWord(word);
    if (found) this.#at++;
    return found;
  }

  #takeSymbol(symbol: string): boolean {
    const found = this.#isSymbol(symbol);
    if (found) this.#at++;
    return found;
  }
}

/** Understands a query, or says what is wrong with it. */
export function parseVisibilityQuery(text: string): VisibilityQuery | QueryProblem {
  const tokens = tokenize(text);
  if (tokens === undefined) return { problem: MALFORMED };
  try {
    return new Parser(tokens).query();
  } catch (error) {
    if (error instanceof Malformed) return { problem: error.problem };
    throw error;
  }
}
