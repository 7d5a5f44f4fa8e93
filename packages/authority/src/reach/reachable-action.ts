/** An action worth telling, and the part of the resource's ARN it is asked on. */
export type ReachableAction = { readonly action: string; readonly suffix?: string }

/** What can be done to a resource that matters to its owner: reading it, changing it, destroying it. */
export const reachableActions: Readonly<Record<string, readonly ReachableAction[]>> = {
  'AWS::S3::Bucket': [
    { action: 's3:GetObject', suffix: '/*' },
    { action: 's3:PutObject', suffix: '/*' },
    { action: 's3:DeleteObject', suffix: '/*' },
    { action: 's3:PutBucketPolicy' },
  ],
  'AWS::SecretsManager::Secret': [
    { action: 'secretsmanager:GetSecretValue' },
    { action: 'secretsmanager:PutSecretValue' },
  ],
  'AWS::SSM::Parameter': [{ action: 'ssm:GetParameter' }, { action: 'ssm:PutParameter' }],
  'AWS::KMS::Key': [
    { action: 'kms:Decrypt' },
    { action: 'kms:PutKeyPolicy' },
    { action: 'kms:ScheduleKeyDeletion' },
  ],
  'AWS::DynamoDB::Table': [
    { action: 'dynamodb:GetItem' },
    { action: 'dynamodb:PutItem' },
    { action: 'dynamodb:DeleteTable' },
  ],
  'AWS::RDS::DBInstance': [{ action: 'rds:DeleteDBInstance' }, { action: 'rds:ModifyDBInstance' }],
  'AWS::RDS::DBCluster': [{ action: 'rds:DeleteDBCluster' }, { action: 'rds:ModifyDBCluster' }],
  'AWS::SQS::Queue': [{ action: 'sqs:ReceiveMessage' }, { action: 'sqs:SendMessage' }],
  'AWS::SNS::Topic': [{ action: 'sns:Publish' }],
  'AWS::Kinesis::Stream': [{ action: 'kinesis:GetRecords' }, { action: 'kinesis:PutRecord' }],
  'AWS::ECR::Repository': [{ action: 'ecr:PutImage' }],
  'AWS::Lambda::Function': [{ action: 'lambda:InvokeFunction' }, { action: 'lambda:UpdateFunctionCode' }],
  'AWS::EC2::Instance': [{ action: 'ec2:TerminateInstances' }],
}
