import { element } from './element';

/** Notices on the page at once; the oldest goes first. */
const MAX_NOTICES = 3;

export type NoticeTone = 'problem' | 'info';

/** Plain sentences about what went wrong, read out when they appear, closed by the person. */
export class NoticesView {
  public constructor(private readonly area: HTMLElement) {}

  public show(text: string, tone: NoticeTone = 'problem'): void {
    const close = element('button', {
      className: 'notice-close',
      attributes: { type: 'button', 'aria-label': 'Dismiss' },
      text: '×',
    });
    const notice = element('p', {
      className: `notice notice-${tone}`,
      children: [element('span', { text }), close],
    });
    close.addEventListener('click', () => {
      notice.remove();
    });
    this.area.append(notice);
    while (this.area.childElementCount > MAX_NOTICES) this.area.firstElementChild?.remove();
  }

  public clear(): void {
    this.area.replaceChildren();
  }
}
