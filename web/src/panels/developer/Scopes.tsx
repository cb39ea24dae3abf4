/** Scopes by what tells them apart; the whole address when pointed at. */
export function Scopes({ scopes = [] }: { scopes: string[] | undefined }) {
  if (scopes.length === 0) return <span class="muted">None</span>;
  return (
    <ul class="scopes">
      {scopes.map((scope) => (
        <li key={scope} title={scope}>
          {scope.split("/").at(-1)}
        </li>
      ))}
    </ul>
  );
}
