import "../../ui/table.css";
import { ChevronLeft } from "lucide-preact";
import { useState } from "preact/hooks";
import { call } from "../../api/client";
import type { ConfabToken } from "../../api/gen/types";
import { go } from "../../state/route";
import { briefDate } from "../../state/time";
import { Button, IconButton } from "../../ui/Button";
import { Confirm } from "../../ui/Confirm";
import { Listing } from "../../ui/Listing";
import { usePages } from "../../ui/usePages";
import { attempt } from "../message/actions";
import { Parts } from "./Developer";
import { NewToken } from "./NewToken";
import { Scopes } from "./Scopes";

/** `/developer/tokens`: access tokens that somebody made for scripts of theirs. */
export function Tokens() {
  const [making, setMaking] = useState(false);
  const [revoking, setRevoking] = useState<ConfabToken | null>(null);
  const { list, setList, failed, more } = usePages("tokens", async (pageToken) => {
    const page = await call("ListTokens", { pageToken });
    return { items: page.tokens, next: page.nextPageToken };
  });
  const revoke = (token: ConfabToken) =>
    attempt(async () => {
      await call("RevokeToken", { name: token.name });
      setList((before) => (before ?? []).filter((other) => other.name !== token.name));
    });
  const rows = list?.map((token) => (
    <tr key={token.name}>
      <th scope="row">{token.displayName || <span class="muted">Made at the command line</span>}</th>
      <td>
        <Scopes scopes={token.scopes} />
      </td>
      <td class="nowrap">{briefDate(token.createTime)}</td>
      <td class="nowrap">{briefDate(token.expireTime)}</td>
      <td class="table-actions">
        <Button kind="quiet" aria-label={`Revoke ${token.displayName || "the token"}`} onClick={() => setRevoking(token)}>
          Revoke
        </Button>
      </td>
    </tr>
  ));
  return (
    <>
      <header class="panel-head">
        <IconButton label="To the list of conversations" class="only-narrow" onClick={() => go("/")}>
          <ChevronLeft />
        </IconButton>
        <h1 class="grow">Apps and tokens</h1>
        <Button onClick={() => setMaking(true)}>New token</Button>
      </header>
      <div class="page">
        <div class="page-inner">
          <Parts here="tokens" />
          <p class="muted">With a token a script of yours calls the API in your name. Apps have keys of their own.</p>
          <Listing
            label="Tokens"
            columns={["For", "Scopes", "Made", "Works until", "Actions"]}
            rows={rows ?? null}
            failed={failed}
            empty="You have no token."
            more={more}
          />
        </div>
      </div>
      {making && <NewToken onMade={(token) => setList((before) => [token, ...(before ?? [])])} onClose={() => setMaking(false)} />}
      {revoking && (
        <Confirm title={`Revoke ${revoking.displayName || "the token"}?`} action="Revoke" onConfirm={() => revoke(revoking)} onClose={() => setRevoking(null)}>
          Whatever uses it stops working at once.
        </Confirm>
      )}
    </>
  );
}
