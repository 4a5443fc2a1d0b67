#include "identity/policy/compiled_requirement.h"

#include <algorithm>

#include "identity/policy/prepare.h"

namespace sallyport::identity {
namespace {

bool reads_path(const std::optional<AttributeSource>& source) {
  return source && source->segment.has_value();
}

bool reads_path(const std::optional<AttributeSources>& sources) {
  return sources &&
         std::ranges::any_of(*sources, [](const AttributeSource& source) { return source.segment.has_value(); });
}

}  // namespace

Result<CompiledRequirement> compile_requirement(const Snapshot& snapshot, const OperationRequirement& requirement) {
  CompiledRequirement compiled{.segments = count_segments(requirement)};
  SALLYPORT_TRY(compiled.operations, snapshot.operations({requirement.operation}));
  // Checks the attributes whose values come from the path, too.
  const std::vector<std::optional<std::string>> any(compiled.segments, "any");
  SALLYPORT_CHECK(snapshot.prepare(object_of(requirement, any)));
  SALLYPORT_TRY(compiled.object, snapshot.prepare(object_of(requirement, {})));
  compiled.object.snapshot = nullptr;  // the snapshot keeps the object, and must not keep itself
  return compiled;
}

PreparedObject complete(const Snapshot& snapshot, const OperationRequirement& requirement,
                        const CompiledRequirement& compiled, Segments segments) {
  PreparedObject object = compiled.object;
  if (reads_path(requirement.id))
    if (auto id = value_of(*requirement.id, segments)) set_own(snapshot, kId, {{*std::move(id)}}, object);
  if (reads_path(requirement.owner_teams))
    if (const auto teams = values_of(*requirement.owner_teams, segments))
      set_owners(snapshot, owners_of_teams(*teams), object);
  if (reads_path(requirement.domains)) set_domains(snapshot, values_of(*requirement.domains, segments), object);
  if (reads_path(requirement.tags)) set_tags(snapshot, values_of(*requirement.tags, segments), object);
  for (const auto& [name, source] : requirement.own)
    if (source.segment)
      if (auto value = value_of(source, segments)) set_own(snapshot, name, {{*std::move(value)}}, object);
  return object;
}

}  // namespace sallyport::identity
