import "./table.css";
import type { ComponentChildren } from "preact";
import { Button } from "./Button";

interface Props {
  /** What the table is about, for those who hear it. */
  label: string;
  columns: readonly string[];
  /** Null while it loads. */
  rows: ComponentChildren[] | null;
  failed: string | null;
  /** What is said when there is nothing. */
  empty: string;
  more: (() => void) | null;
}

/** A table that is read page by page. */
export function Listing({ label, columns, rows, failed, empty, more }: Props) {
  return (
    <>
      {failed && <p class="error" role="alert">{failed}</p>}
      {!rows && !failed && <div class="spinner" role="status" aria-label="Loading" />}
      {rows?.length === 0 && <p class="muted">{empty}</p>}
      {rows && rows.length > 0 && (
        <div class="table-frame" role="region" aria-label={label} tabIndex={0}>
          <table class="table">
            <thead>
              <tr>
                {columns.map((column) => (
                  <th key={column} scope="col">
                    {column}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>{rows}</tbody>
          </table>
        </div>
      )}
      {more && <Button onClick={more}>More</Button>}
    </>
  );
}
