/** A module that keeps something, as a module of workflows may. */
const { condition, sleep } = require('@temporalio/workflow');
const shared = require('./shared-count.cjs');

let own = 0;

exports.counts = async function counts() {
  own += 1;
  shared.add();
  await sleep('1 second');
  own += 1;
  shared.add();
  return [own, shared.count()];
};

exports.waits = async function waits() {
  own += 1;
  await condition(() => false);
};
