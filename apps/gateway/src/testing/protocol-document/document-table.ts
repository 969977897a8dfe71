/** A row of a table by the names of its columns; what is alike in the row before may be left empty. */
export type TableRow = Readonly<Record<string, string>>;

const SEPARATOR = /^\|(?:\s*:?-+:?\s*\|)+$/;

function cellsOf(line: string): string[] {
  return line
    .slice(1, -1)
    .split(/(?<!\\)\|/)
    .map((cell) => cell.trim());
}

function rowOf(columns: readonly string[], line: string): TableRow {
  const cells = cellsOf(line);
  return Object.fromEntries(columns.map((column, index) => [column, cells[index] ?? '']));
}

/**
 * The first table below a heading of a Markdown document.
 * @throws Error when there is no such heading or no table below it
 */
export function tableBelow(document: string, heading: string): TableRow[] {
  const lines = document.split('\n');
  const from = lines.findIndex((line) => /^#+ /.test(line) && line.replace(/^#+ /, '') === heading);
  if (from < 0) throw new Error(`the document has no heading ${heading}`);
  const head = lines.findIndex((line, index) => index > from && SEPARATOR.test(line)) - 1;
  if (head < 0) throw new Error(`there is no table below ${heading}`);
  const rest = lines.slice(head + 2);
  const end = rest.findIndex((line) => !line.startsWith('|'));
  const columns = cellsOf(lines[head] ?? '');
  return rest.slice(0, end < 0 ? rest.length : end).map((line) => rowOf(columns, line));
}

/** The pieces of a cell that are written as code. */
export function codesIn(cell: string): string[] {
  return [...cell.matchAll(/`([^`]+)`/g)].map(([, code]) => code ?? '');
}

/**
 * Rows with their field, grouped by the name in the column `Message`, which stands in the first of them
 * alone. A message without fields has one row without a field.
 */
export function rowsByMessage(rows: readonly TableRow[]): Map<string, TableRow[]> {
  const groups = new Map<string, TableRow[]>();
  let current = '';
  for (const row of rows) {
    current = codesIn(row['Message'] ?? '')[0] ?? current;
    const group = groups.get(current) ?? [];
    groups.set(current, [...group, ...(row['Field'] === '' ? [] : [row])]);
  }
  return groups;
}
