/** An interceptor that sees what workflow code keeps. */
const shared = require('./shared-count.cjs');

exports.interceptors = () => ({
  inbound: [
    {
      async execute(input, next) {
        shared.add();
        return await next(input);
      },
    },
  ],
});
