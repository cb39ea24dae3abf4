/// <reference types="vite/client" />

declare module "virtual:emoji" {
  /** [character, name, words to find it by, group] */
  const table: [string, string, string, number][];
  export default table;
}
