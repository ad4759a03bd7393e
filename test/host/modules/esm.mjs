/** An ES module, which is evaluated once in a process. */
let runs = 0;

export async function counts() {
  return ++runs;
}
