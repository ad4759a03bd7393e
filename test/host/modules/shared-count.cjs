/** A module of a module, which keeps something as well. */
let count = 0;

exports.add = () => void count++;
exports.count = () => count;
