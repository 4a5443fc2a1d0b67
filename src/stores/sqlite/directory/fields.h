// The fields of each record of the directory, with their names in the database. The writer and the reader of records
// both walk these lists (fields_of_….h), so that each field is named only once. `bytes` is for values that need not be
// text. `later` is for fields that records of earlier versions lack: they then have their default.
#pragma once

namespace sallyport::stores {

template <class Record>
struct Fields;

}  // namespace sallyport::stores
