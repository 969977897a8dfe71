/**
 * Text as the library may see it. Control characters are its commands (they change pitch and speed
 * for everything after), and a NUL would end the text.
 */
export function speakableText(text: string): string {
  return text.replace(/\p{Cc}/gu, ' ').trim();
}
