"""A story's whole: reports in, one record out that can be proved again from the reports alone."""

from onrecord.record.checking import CheckedReport, Checking, Fault, JsonRecord, check_record
from onrecord.record.compiling import assemble_record, compile_record

__all__ = ["CheckedReport", "Checking", "Fault", "JsonRecord", "assemble_record", "check_record", "compile_record"]
