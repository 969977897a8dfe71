export function isEcho(heard: string, spoken: string): boolean {
  return (
    heard.trim().split(' ').length > 1 && spoken.toLowerCase().includes(heard.trim().toLowerCase())
  );
}
