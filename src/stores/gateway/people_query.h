// The statements that list people by filters, page by page. Each page is found by its place in an index, so that the
// last one costs no more than the first.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "identity/people_store.h"
#include "stores/sql/database.h"

namespace sallyport::stores {

// The places of the people of a page, in the order of the turn, and one more if people follow.
Result<std::vector<identity::PersonPlace>> find_places(Connection& connection, const identity::PeopleFilter& filter,
                                                       const identity::PeopleTurn& turn);

Result<std::size_t> count_people(Connection& connection, const identity::PeopleFilter& filter);

}  // namespace sallyport::stores
