/** The line under a table's heading. */
const TABLE_RULE = /^(?=.*-)(?=.*\|)[\s:|-]+$/u;

const TABLE_ROW = /^\s*\|(.*)\|\s*$/u;

/** A line of one mark only: a rule between paragraphs, or the underline of a heading. */
const RULE = /^\s*(?:[-*_=]\s*){3,}$/u;

const QUOTE = /^\s*(?:>\s?)+/u;

const HEADING = /^\s*#{1,6}\s+(.*?)\s*#*\s*$/u;

const BULLET = /^\s*[-*+•‣◦]\s+(?:\[[ xX]\]\s+)?(.*)$/u;

const NUMBERED = /^\s*(\d{1,3})[.)]\s+(.*)$/u;

const ENDS_IN_MARK = /[.!?…,;:。！？，；：]\s*$/u;

/**
 * One line of markdown without the marks that only say how it looks; the pause that a heading, an
 * item of a list or a row of a table has for the eye becomes a mark that a voice makes a pause of.
 */
export function speakLine(line: string): string {
  if (RULE.test(line) || TABLE_RULE.test(line)) return '';
  const row = TABLE_ROW.exec(line)?.[1];
  if (row !== undefined) return withPause(cells(row).join(', '));
  const text = line.replace(QUOTE, '');
  const block = HEADING.exec(text)?.[1] ?? BULLET.exec(text)?.[1];
  if (block !== undefined) return withPause(block);
  const [, number, item] = NUMBERED.exec(text) ?? [];
  return number !== undefined && item !== undefined ? withPause(`${number}. ${item}`) : text;
}

function cells(row: string): string[] {
  return row
    .split('|')
    .map((cell) => cell.trim())
    .filter((cell) => cell !== '');
}

function withPause(text: string): string {
  const trimmed = text.trim();
  return trimmed === '' || ENDS_IN_MARK.test(trimmed) ? trimmed : `${trimmed}.`;
}
