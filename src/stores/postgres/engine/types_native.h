// PostgreSQL's types by their object ids, which never change. Only the sources of this folder include this header.
// Source: PostgreSQL 15, src/include/catalog/pg_type.dat.
#pragma once

#include <libpq-fe.h>

namespace sallyport::stores {

inline constexpr Oid kByteaType = 17;
inline constexpr Oid kNameType = 19;
inline constexpr Oid kInt8Type = 20;
inline constexpr Oid kInt4Type = 23;
inline constexpr Oid kTextType = 25;

}  // namespace sallyport::stores
