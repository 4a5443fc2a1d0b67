// What an import would do here. Pure.
#pragma once

#include <string>
#include <vector>

#include "app/commands/import/wanted.h"

namespace sallyport::app {

enum class Does { create, change };

struct Step {
  Does does = Does::create;
  std::string collection;
  std::string name;
  json::Object body;                 // of the PUT that does it
  std::vector<std::string> changes;  // of a change: the members that would differ
};

struct ImportPlan {
  std::vector<Step> steps;  // in the order in which they can be done
  std::vector<LeftOut> left_out;
  std::size_t same = 0;  // objects that are here already, just so
};

// Compares what is wanted with what is here. An object is left out if something that it needs is neither here nor
// wanted, because with less it could mean something else; so it is if it was deleted here. People and the accounts of
// bots keep the roles and teams that they have here, and get those that they lack.
ImportPlan make_plan(WantedObjects wanted, const Objects& here);

}  // namespace sallyport::app
