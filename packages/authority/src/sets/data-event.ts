/** Actions that CloudTrail logs as data events only (CloudTrail User Guide, "Logging data events"): off by default. */
const dataActions: readonly RegExp[] = [
  /^s3:((Get|Put|Delete|Restore|Select|Replicate)Object|AbortMultipartUpload|ListMultipartUploadParts|ListBucket$)/i,
  /^lambda:Invoke/i,
  /^dynamodb:(Get|Put|Update|Delete|BatchGet|BatchWrite|Transact|Query|Scan|PartiQL|ConditionCheck|GetRecords)/i,
  /^sqs:(Send|Receive|Delete|ChangeMessageVisibility)Message/i,
  /^sns:Publish/i,
  /^kinesis:(Get|Put)Record/i,
  /^cognito-identity:(GetId|GetCredentials)/i,
  /^sagemaker:(InvokeEndpoint|PutRecord|GetRecord)/i,
  /^bedrock:(InvokeAgent|InvokeFlow|Retrieve|InvokeInlineAgent)/i,
  /^bedrock-agentcore:Invoke/i,
  /^ssmmessages:/i,
  /^execute-api:/i,
]

/** Whether use of an action, or of any action of a pattern, would be missing from a trail without data events. */
export function isDataEvent(action: string): boolean {
  return action === '*' || action.endsWith(':*') || dataActions.some((pattern) => pattern.test(action))
}
