import { beginning } from '../state/beginning';
import type { AgentItem, ConversationItem, UserItem } from '../state/conversation-item';
import { element } from './element';
import { fillToolCall } from './tool-call-view';

/** From this near to the end, the page follows what is being said. */
const FOLLOW_WITHIN_PX = 120;

/** Of what was not heard, this much is shown at first. */
const SHOWN_UNHEARD_CHARACTERS = 110;

/** The list of what was said and done. */
export class ConversationView {
  private readonly rows = new Map<string, HTMLLIElement>();

  public constructor(
    private readonly list: HTMLOListElement,
    private readonly scroller: HTMLElement,
  ) {}

  public show(item: ConversationItem): void {
    const follow = this.isAtEnd();
    const row = this.rows.get(item.id) ?? this.append(item.id);
    row.className = `entry entry-${item.kind}`;
    switch (item.kind) {
      case 'user':
        fillUser(row, item);
        break;
      case 'agent':
        fillAgent(row, item);
        break;
      case 'tool':
        fillToolCall(row, item);
        break;
    }
    if (follow) this.scroller.scrollTop = this.scroller.scrollHeight;
  }

  public clear(): void {
    this.rows.clear();
    this.list.replaceChildren();
  }

  private append(id: string): HTMLLIElement {
    const row = element('li');
    this.rows.set(id, row);
    this.list.append(row);
    return row;
  }

  private isAtEnd(): boolean {
    const { scrollHeight, scrollTop, clientHeight } = this.scroller;
    return scrollHeight - scrollTop - clientHeight < FOLLOW_WITHIN_PX;
  }
}

function fillUser(row: HTMLLIElement, item: UserItem): void {
  // While words still change, a screen reader waits for the final ones.
  row.setAttribute('aria-busy', String(!item.final));
  row.classList.toggle('is-partial', !item.final);
  row.replaceChildren(
    speaker('You', item.typed ? element('span', { className: 'typed', text: 'typed' }) : undefined),
    element('p', { className: 'words', text: item.text }),
  );
}

function fillAgent(row: HTMLLIElement, item: AgentItem): void {
  const words = element('p', { className: 'words' });
  if (item.heardCharacters === null) fillSpoken(words, item.text, item.spokenCharacters);
  else fillHeard(words, item.text, item.heardCharacters);
  row.setAttribute('aria-busy', String(item.heardCharacters === null));
  const cut = element('span', { className: 'cut', text: 'interrupted' });
  row.replaceChildren(speaker('Agent', item.interrupted ? cut : undefined), words);
}

function speaker(name: string, note: HTMLElement | undefined): HTMLElement {
  const made = element('span', { className: 'speaker', text: name });
  if (note !== undefined) made.append(' ', note);
  return made;
}

/** What is still to be spoken is paler. */
function fillSpoken(words: HTMLElement, text: string, spokenTo: number): void {
  words.append(
    text.slice(0, spokenTo),
    element('span', { className: 'unspoken', text: text.slice(spokenTo) }),
  );
}

function fillHeard(words: HTMLElement, text: string, heardTo: number): void {
  words.append(text.slice(0, heardTo));
  const unheard = text.slice(heardTo).trim();
  if (unheard === '') return;
  const note = element('span', { className: 'for-screen-readers', text: '(not heard:)' });
  words.append(' ', note, unheardWords(unheard));
}

/** A long rest that nobody heard would push the conversation off the page: it opens on demand. */
function unheardWords(text: string): HTMLElement {
  const shown = beginning(text, SHOWN_UNHEARD_CHARACTERS);
  const words = element('s', { className: 'unheard', text: shown });
  if (shown === text) return words;
  const more = element('button', {
    className: 'more',
    attributes: { type: 'button' },
    text: `and ${text.slice(shown.length).trim().split(/\s+/).length} more words`,
  });
  more.addEventListener('click', () => {
    words.textContent = text;
    more.remove();
  });
  return element('span', { children: [words, new Text(' '), more] });
}
