/**
 * The subject of each subscription at a broker. The broker's own are left out: it makes some with the
 * first session, for the streams that keep their state.
 * @param monitorPort where it tells of itself
 */
export async function brokerSubjects(monitorPort: number): Promise<string[]> {
  const url = `http://127.0.0.1:${monitorPort}/subsz?subs=1&limit=100000`;
  const { subscriptions_list = [] } = (await (await fetch(url)).json()) as {
    readonly subscriptions_list?: readonly { readonly subject: string }[];
  };
  const subjects = subscriptions_list.map(({ subject }) => subject);
  return subjects.filter((subject) => !subject.startsWith('$'));
}
