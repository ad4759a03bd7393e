/** A module that can be evaluated once only. */
if (globalThis.lastcallTestOnce === true) throw new Error('evaluated twice');
globalThis.lastcallTestOnce = true;

let runs = 0;

exports.counts = async () => ++runs;
