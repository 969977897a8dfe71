export function isBackchannel(text: string): boolean {
  return /^(mhm|yeah|right|okay)[.]?$/iu.test(text.trim());
}
