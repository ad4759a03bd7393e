/** The commands that only note something: RecordMarker, UpsertWorkflowSearchAttributes and ModifyWorkflowProperties. */
import type { CommandAttributes } from '../../protocol/command.ts';
import type { Payload } from '../../protocol/payload.ts';
import { fieldsSize, payloadsSize, textSize } from '../payload-size.ts';
import {
  mergePayloads,
  mergeSearchAttributes,
  searchAttributesProblem,
  searchAttributesSizeProblem,
  typedSearchAttributes,
} from '../search-attribute.ts';
import { failTask, terminateWorkflow } from './context.ts';
import type { CommandHandler } from './context.ts';

/** @see temporal.api.command.v1.RecordMarkerCommandAttributes */
export const recordMarker: CommandHandler<CommandAttributes['RecordMarker']> = (
  { shard, execution, workflowTaskCompletedEventId },
  { markerName, details, header, failure },
  userMetadata,
) => {
  const cause = 'BAD_RECORD_MARKER_ATTRIBUTES';
  const maximum = shard.limits.maxIdLength;
  if (markerName === '') return failTask(cause, 'MarkerName is not set on RecordMarkerCommand.');
  if (markerName.length > maximum)
    return failTask(
      cause,
      `MarkerName on RecordMarkerCommand exceeds length limit. MarkerName=${markerName} Length=${markerName.length} Limit=${maximum}`,
    );
  let size = 0;
  for (const payloads of Object.values(details ?? {})) size += payloadsSize(payloads);
  if (size > shard.limits.blobSize)
    return terminateWorkflow(cause, 'RecordMarkerCommandAttributes.Details exceeds size limit.');
  execution.add({
    type: 'MarkerRecorded',
    attributes: { markerName, details, header, failure, workflowTaskCompletedEventId },
    userMetadata,
  });
  return undefined;
};

/** What counts of a table of payloads against the limit of a command: keys and data, without what describes the data. */
function dataSize(fields: Readonly<Record<string, Payload>>): number {
  let size = 0;
  for (const key of Object.keys(fields)) size += textSize(key) + (fields[key]?.data?.length ?? 0);
  return size;
}

/** @see temporal.api.command.v1.UpsertWorkflowSearchAttributesCommandAttributes */
export const upsertWorkflowSearchAttributes: CommandHandler<
  CommandAttributes['UpsertWorkflowSearchAttributes']
> = ({ shard, execution, workflowTaskCompletedEventId }, command, userMetadata) => {
  const searchAttributes = typedSearchAttributes(shard, command.searchAttributes);
  const cause = 'BAD_SEARCH_ATTRIBUTES';
  if (Object.keys(searchAttributes.indexedFields).length === 0)
    return failTask(cause, 'IndexedFields is not set on UpsertWorkflowSearchAttributesCommand.');
  const problem = searchAttributesProblem(searchAttributes);
  if (problem !== undefined) return failTask(cause, problem);
  if (dataSize(searchAttributes.indexedFields) > shard.limits.blobSize)
    return terminateWorkflow(
      cause,
      'UpsertWorkflowSearchAttributesCommandAttributes exceeds size limit.',
    );
  const merged = mergeSearchAttributes(execution.state.searchAttributes, searchAttributes);
  const tooLarge = searchAttributesSizeProblem(shard.limits, merged);
  if (tooLarge !== undefined) return terminateWorkflow(cause, tooLarge);
  execution.add({
    type: 'UpsertWorkflowSearchAttributes',
    attributes: { searchAttributes, workflowTaskCompletedEventId },
    userMetadata,
  });
  execution.change({ searchAttributes: merged });
  return undefined;
};

/** @see temporal.api.command.v1.ModifyWorkflowPropertiesCommandAttributes */
export const modifyWorkflowProperties: CommandHandler<
  CommandAttributes['ModifyWorkflowProperties']
> = ({ shard, execution, workflowTaskCompletedEventId }, { upsertedMemo }, userMetadata) => {
  const cause = 'BAD_MODIFY_WORKFLOW_PROPERTIES_ATTRIBUTES';
  if (upsertedMemo === undefined)
    return failTask(cause, 'UpsertedMemo is not set on ModifyWorkflowPropertiesCommand.');
  if (Object.keys(upsertedMemo.fields).length === 0)
    return failTask(cause, 'UpsertedMemo.Fields is not set on ModifyWorkflowPropertiesCommand.');
  if (dataSize(upsertedMemo.fields) > shard.limits.blobSize)
    return terminateWorkflow(
      cause,
      'ModifyWorkflowPropertiesCommandAttributes exceeds size limit.',
    );
  const fields = mergePayloads(execution.state.memo?.fields, upsertedMemo.fields);
  if (fieldsSize(fields) > shard.limits.memoSize)
    return terminateWorkflow(
      cause,
      'ModifyWorkflowPropertiesCommandAttributes. Memo exceeds size limit.',
    );
  execution.add({
    type: 'WorkflowPropertiesModified',
    attributes: { upsertedMemo, workflowTaskCompletedEventId },
    userMetadata,
  });
  execution.change({ memo: { fields } });
  return undefined;
};
