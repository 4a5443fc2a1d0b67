#include "identity/policy/evaluator.h"

#include <array>

#include "identity/policy/compiled_requirement.h"

namespace sallyport::identity {
namespace {

constexpr std::array<std::string_view, 5> kVerdictNames{"administrator", "allowed", "denied", "notAllowed",
                                                        "outsideScope"};

struct NobodyWatches {
  void operator()(const CompiledRule&, const Grant&, Truth) const {}
};

}  // namespace

std::string_view name_of(Verdict verdict) {
  return kVerdictNames[static_cast<std::size_t>(verdict)];
}

Decision decide(const PreparedPrincipal& principal, const OperationSet& operations, const PreparedObject& object) {
  if (!principal.snapshot || principal.snapshot != object.snapshot) return {};
  NobodyWatches nobody;
  return Evaluator(Scene{*principal.snapshot, principal, object}, operations, nobody).run();
}

Result<Decision> decide(const PreparedPrincipal& principal, const OperationRequirement& requirement,
                        Segments segments) {
  if (!principal.snapshot) return failure(Kind::internal, "principal_unprepared");
  const Snapshot& snapshot = *principal.snapshot;
  const auto decide_compiled = [&](const CompiledRequirement& compiled) {
    NobodyWatches nobody;
    if (compiled.segments == 0)
      return Evaluator(Scene{snapshot, principal, compiled.object}, compiled.operations, nobody).run();
    const PreparedObject object = complete(snapshot, requirement, compiled, segments);
    return Evaluator(Scene{snapshot, principal, object}, compiled.operations, nobody).run();
  };
  const auto known = snapshot.requirements.find(requirement);
  if (known != snapshot.requirements.end()) return decide_compiled(known->second);
  SALLYPORT_TRY(const auto compiled, compile_requirement(snapshot, requirement));
  return decide_compiled(compiled);
}

}  // namespace sallyport::identity
