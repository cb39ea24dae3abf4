export function Divider() {
  return <hr class="card-divider" />;
}
