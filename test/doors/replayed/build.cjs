/** A workflow that tells which code works on it. */
const {
  condition,
  defineQuery,
  defineSignal,
  setHandler,
  workflowInfo,
} = require('@temporalio/workflow');

const build = () => workflowInfo().currentDeploymentVersion.buildId;

exports.tellsBuild = async () => {
  let may = false;
  setHandler(defineQuery('build'), build);
  setHandler(defineSignal('go'), () => void (may = true));
  await condition(() => may);
  return build();
};
