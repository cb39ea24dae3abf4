import { useEffect, useState } from "preact/hooks";
import { sentence } from "../api/error";

export interface Page<Item> {
  items: Item[] | undefined;
  next: string | undefined;
}

/** A list that is read page by page, anew whenever `key` changes. */
export function usePages<Item>(key: string, read: (pageToken: string) => Promise<Page<Item>>) {
  const [list, setList] = useState<Item[] | null>(null);
  const [next, setNext] = useState("");
  const [failed, setFailed] = useState<string | null>(null);
  useEffect(() => {
    let wanted = true;
    setList(null);
    setFailed(null);
    read("").then(
      (page) => wanted && (setList(page.items ?? []), setNext(page.next ?? "")),
      (error: unknown) => wanted && setFailed(sentence(error)),
    );
    return () => {
      wanted = false;
    };
  }, [key]);
  const more = async () => {
    try {
      const page = await read(next);
      setList((before) => [...(before ?? []), ...(page.items ?? [])]);
      setNext(page.next ?? "");
    } catch (error) {
      setFailed(sentence(error));
    }
  };
  return { list, setList, failed, more: next === "" ? null : () => void more() };
}
