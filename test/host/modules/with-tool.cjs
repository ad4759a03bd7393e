/** A module that imports a package which is of no use in workflows. */
const tool = require('node:os');

exports.asks = async () => typeof tool.cpus;
