"""The indicators: one module a figure. They see the warehouse's tables and cannot reach a person."""

from collections.abc import Mapping

from orphee.warehouse.indicators.ages import AGES
from orphee.warehouse.indicators.completeness import COMPLETENESS
from orphee.warehouse.indicators.definition import Indicator
from orphee.warehouse.indicators.delay_to_diagnosis import DELAY_TO_DIAGNOSIS
from orphee.warehouse.indicators.diagnosis_statuses import DIAGNOSIS_STATUSES
from orphee.warehouse.indicators.new_people import NEW_PEOPLE
from orphee.warehouse.indicators.people import PEOPLE

INDICATORS: Mapping[str, Indicator] = {
    indicator.key: indicator
    for indicator in (PEOPLE, NEW_PEOPLE, DIAGNOSIS_STATUSES, DELAY_TO_DIAGNOSIS, AGES, COMPLETENESS)
}
