#include "gateway/standing/policies_in_force.h"

#include <tuple>

#include "identity/access/access_state.h"

namespace sallyport::gateway {
namespace {

constexpr int kTries = 10;  // each lost race means that another node has written seeds

PolicyViewPtr view_of(const identity::AccessState& state, const identity::Vocabulary& vocabulary,
                      const std::vector<identity::OperationRequirement>& requirements) {
  auto view = std::make_shared<PolicyView>();
  view->revision = state.revision;
  identity::Model model = model_of(state, vocabulary);
  model.requirements = requirements;
  view->snapshot = compile(std::move(model));
  for (const auto& team : state.teams)
    if (!team.header.deleted) view->team_names.emplace(team.header.id, team.content.name);
  for (const auto& policy : state.policies)
    if (!policy.header.deleted) view->policy_ids.emplace(policy.content.name, policy.header.id);
  for (const auto& role : state.roles)
    if (!role.header.deleted) view->role_ids.emplace(role.content.name, role.header.id);
  return view;
}

bool is_empty(const identity::AccessChanges& changes) {
  return changes == identity::AccessChanges{};
}

}  // namespace

PolicyViewPtr PoliciesInForce::get() const {
  const std::lock_guard lock(mutex_);
  return view_;
}

void PoliciesInForce::use(const identity::Vocabulary& vocabulary,
                          std::vector<identity::OperationRequirement> requirements) {
  const std::lock_guard lock(mutex_);
  if (vocabulary == vocabulary_ && requirements == requirements_) return;
  vocabulary_ = vocabulary;
  requirements_ = std::move(requirements);
  begin_waiting();
}

void PoliciesInForce::note_news() {
  const std::lock_guard lock(mutex_);
  begin_waiting();
}

void PoliciesInForce::begin_waiting() {
  if (news_ == read_) waiting_ = clock_.monotonic();
  ++news_;
}

Result<PoliciesInForce::TakenUp> PoliciesInForce::take_up(identity::AccessStore& store) {
  const std::lock_guard one_reader(reading_);
  const auto [news, view, vocabulary, requirements] = [this] {
    const std::lock_guard lock(mutex_);
    return std::tuple(news_, view_, vocabulary_, requirements_);
  }();
  if (news == read_) return TakenUp::nothing;
  SALLYPORT_TRY(const std::int64_t revision, store.revision());
  const identity::Model* const model = view ? &view->snapshot->model : nullptr;
  if (model && view->revision == revision && model->vocabulary == vocabulary && model->requirements == requirements) {
    note_read(news, view);
    return TakenUp::nothing;
  }
  SALLYPORT_TRY(const auto state, store.read());
  const PolicyViewPtr next = view_of(state, vocabulary, requirements);
  note_read(news, next);
  // Only by the teams' ids could anybody tell who is in a team that has another name now, or that is back again.
  return view && view->team_names == next->team_names ? TakenUp::rules : TakenUp::teams;
}

void PoliciesInForce::note_read(std::uint64_t news, PolicyViewPtr view) {
  const std::lock_guard lock(mutex_);
  read_ = news;
  view_ = std::move(view);
}

std::chrono::milliseconds PoliciesInForce::behind() const {
  const std::lock_guard lock(mutex_);
  if (news_ == read_) return {};
  return std::chrono::duration_cast<std::chrono::milliseconds>(clock_.monotonic() - waiting_);
}

bool PoliciesInForce::withdraw() {
  const std::lock_guard lock(mutex_);
  if (!view_) return false;
  view_ = nullptr;
  begin_waiting();  // so that take_up() reads even if nothing has changed
  return true;
}

Result<std::int64_t> AccessStoreInForce::commit(std::int64_t at_revision, const identity::AccessChanges& changes) {
  SALLYPORT_TRY(const std::int64_t revision, store_.commit(at_revision, changes));
  policies_.note_news();
  // If the store does not answer any more, the change is in force as soon as it does: the news is not forgotten.
  (void)take_up_policies(store_, policies_, revocations_);
  return revision;
}

Result<void> take_up_policies(identity::AccessStore& store, PoliciesInForce& policies, Revocations& revocations) {
  SALLYPORT_TRY(const auto taken, policies.take_up(store));
  if (taken == PoliciesInForce::TakenUp::teams) revocations.forget_all();
  if (taken == PoliciesInForce::TakenUp::rules) revocations.judge_again();
  return {};
}

Result<void> ensure_policies(identity::AccessStore& store, Random& random, const Clock& clock) {
  for (int tries = 1;; ++tries) {
    SALLYPORT_TRY(const auto state, store.read());
    const auto seeds = missing_seeds(state, random, clock.now());
    if (is_empty(seeds)) return {};
    const auto committed = store.commit(state.revision, seeds);
    if (committed) return {};
    if (committed.error().kind != Kind::conflict || tries == kTries) return Failure(committed.error());
  }
}

}  // namespace sallyport::gateway
