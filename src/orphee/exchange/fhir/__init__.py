"""FHIR R4 QuestionnaireResponses in and out. Plain Python, no database.

`reading.read` makes a submission of one response, `writing.write` a Bundle of responses of a record.

A response names its form (`questionnaire`, our address and version), its record (`subject.identifier`: the record's
number, or a local identifier of one of the hospital's own patients) and, for a form that repeats, its own `identifier`.
"""
