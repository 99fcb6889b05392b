#pragma once
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include <deltalake/action/action_fields.hpp>
#include <deltalake/action/action_receiver.hpp>
#include <deltalake/json/policy.hpp>

namespace deltalake::inline v0 {

/// The sink that turns the JSON events of a log file into actions and hands them to a receiver. Each line is staged and
/// handed over at its end. Unknown actions and fields are skipped, a null is as good as an absent field.
/// Errors (through `failure()`): wrong_type, missing_field, invalid_value; they name the field as "add.path".
template <class Json>
class action_sink {
 public:
  /// Hands what follows to `receiver`, without commit infos.
  void attach(action_receiver& receiver) {
    receiver_ = &receiver;
    info_receiver_ = nullptr;
    wants_ = receiver.wants();
    stats_ = receiver.wants_stats();
    failure_.reset();
    level_ = 0;
  }
  /// Hands what follows to `receiver`, commit infos included if it wants them.
  void attach(basic_action_receiver<Json>& receiver) {
    attach(static_cast<action_receiver&>(receiver));
    info_receiver_ = &receiver;
  }

  void begin_object() { open(false); }
  void begin_array() { open(true); }
  void end_object() { close(); }
  void end_array() { close(); }

  json::directive key(std::string_view name) {
    if (failure_) return json::directive::skip;
    switch (level_) {
      case 1: return action_key(name);
      case 2: target_ = detail::find_target(stage_, kind_, name); return wanted(target_);
      case 3: return nested_key(name);
      default: name_.assign(name); return json::directive::events;
    }
  }
  void text(std::string_view t) {
    if (failure_) return;
    if (target_.what == kind_of::map) return add_entry(t);
    if (target_.what == kind_of::property_map) return add_property(t);
    if (texts_ != nullptr) return static_cast<void>(texts_->emplace_back(t));
    settle(detail::store_text(target_, t));
  }
  void number(std::string_view literal, std::optional<std::int64_t> exact) {
    if (failure_) return;
    // Spark's reader takes a number or a boolean for the text of a map's value, and so do we.
    if (inside_map()) return text(literal);
    settle(detail::store_number(target_, literal, exact));
  }
  void boolean(bool flag) {
    if (failure_) return;
    if (inside_map()) return text(flag ? "true" : "false");
    settle(detail::store_boolean(target_, flag));
  }
  void null() {
    if (failure_) return;
    if (level_ == 0) return fail(detail::wrong_type(kind_of::none, "null"));
    if (inside_map() && target_.what == kind_of::map) maps_->emplace_back(name_, std::nullopt);
    // A null at level 1 is an action that is not there, at level 2 a field that is not there.
  }
  void value(typename Json::value any) {
    if (failure_ || level_ != 1) return;
    commit_info_ = std::move(any);
    done_ = done_ | action_kind::info;
  }
  const std::optional<error>& failure() const noexcept { return failure_; }

 private:
  using kind_of = detail::field_target::kind;

  bool inside_map() const {
    return maps_depth_ != 0 && level_ == maps_depth_ &&
           (target_.what == kind_of::map || target_.what == kind_of::property_map);
  }
  json::directive wanted(const detail::field_target& target) {
    if (target.what == kind_of::none || (target.what == kind_of::stats && !stats_)) return json::directive::skip;
    return json::directive::events;
  }
  json::directive action_key(std::string_view name) {
    kind_ = detail::action_kind_of(name);
    if (!contains(wants_, kind_)) return json::directive::skip;
    if (kind_ != action_kind::info) return json::directive::events;
    return info_receiver_ == nullptr ? json::directive::skip : json::directive::value;
  }
  json::directive nested_key(std::string_view name) {
    if (in_vector_) {
      target_ = detail::find_target(vector_, name);
      return wanted(target_);
    }
    if (in_format_) {
      target_ = {};
      if (name == "provider") target_ = {kind_of::text, 0, &stage_.metadata.format_provider};
      if (name == "options") target_ = {kind_of::property_map, 0, &stage_.metadata.format_options};
      return wanted(target_);
    }
    name_.assign(name);
    return json::directive::events;
  }

  void open(bool array) {
    if (level_ == 0) restart();
    ++level_;
    if (failure_) return;
    if (level_ == 1) {
      if (array) fail(detail::wrong_type(kind_of::none, "an array"));
    } else if (level_ == 2) {
      if (array) return fail_in(detail::wrong_type(kind_of::none, "an array"), {});
      detail::clear(stage_, kind_);
      seen_ = 0;
      has_stats_ = false;
    } else {
      open_nested(array);
    }
  }
  void open_nested(bool array) {
    if (array) {
      if (level_ == 3 && target_.what == kind_of::texts) return begin_texts();
      if (level_ == 3 && target_.what == kind_of::optional_texts) return begin_optional_texts();
    } else if (maps_depth_ == 0) {
      if (target_.what == kind_of::map) return begin_map();
      if (target_.what == kind_of::property_map) return begin_properties();
      if (level_ == 3 && target_.what == kind_of::vector) return begin_vector();
      if (level_ == 3 && target_.what == kind_of::format) return begin_format();
    }
    fail(detail::wrong_type(maps_depth_ != 0 || texts_ != nullptr ? kind_of::text : target_.what,
                            array ? "an array" : "an object"));
  }
  void begin_map() {
    maps_ = static_cast<string_map*>(target_.where);
    maps_->clear();
    maps_depth_ = level_;
    mark();
  }
  void begin_properties() {
    properties_ = static_cast<std::map<std::string, std::string>*>(target_.where);
    properties_->clear();
    maps_depth_ = level_;
    if (!in_format_) mark();
  }
  void begin_texts() {
    texts_ = static_cast<std::vector<std::string>*>(target_.where);
    texts_->clear();
    mark();
  }
  void begin_optional_texts() {
    texts_ = &static_cast<std::optional<std::vector<std::string>>*>(target_.where)->emplace();
    mark();
  }
  void begin_vector() {
    vector_ = {};
    vector_goes_to_ = static_cast<std::optional<deletion_vector_descriptor>*>(target_.where);
    outer_seen_ = seen_;
    seen_ = 0;
    in_vector_ = true;
  }
  void begin_format() {
    in_format_ = true;
    mark();
  }
  void mark() { seen_ |= target_.required_bit == 0 ? 0U : 1U << target_.required_bit; }

  void close() {
    const std::uint32_t ended = level_--;
    if (failure_) return;
    if (ended == 1) return deliver();
    if (ended == 2) return end_action();
    if (ended == maps_depth_) {
      if (target_.what == kind_of::map) detail::keep_last_of_each_key(*maps_);
      maps_depth_ = 0;
      target_ = {};
    } else if (texts_ != nullptr) {
      texts_ = nullptr;
    } else if (in_vector_) {
      end_vector();
    } else if (in_format_) {
      in_format_ = false;
    }
  }
  void end_vector() {
    in_vector_ = false;
    if (const auto missing = detail::missing_vector_field(seen_); !missing.empty()) {
      return fail_in(error(errc::missing_field), "deletionVector." + std::string(missing));
    }
    *vector_goes_to_ = std::move(vector_);
    seen_ = outer_seen_;
  }
  void end_action() {
    if (const auto missing = detail::missing_field(kind_, seen_); !missing.empty()) {
      return fail_in(error(errc::missing_field), std::string(missing));
    }
    if (kind_ == action_kind::add && stage_.add.path.empty())
      return fail_in(error(errc::invalid_value, "empty"), "path");
    if (kind_ == action_kind::add) add_has_stats_ = has_stats_;
    done_ = done_ | kind_;
  }
  void deliver() {
    if (contains(done_, action_kind::add)) {
      if (!add_has_stats_) stage_.add.stats.reset();
      receiver_->on_add(stage_.add);
    }
    if (contains(done_, action_kind::remove)) receiver_->on_remove(stage_.remove);
    if (contains(done_, action_kind::metadata)) receiver_->on_metadata(stage_.metadata);
    if (contains(done_, action_kind::protocol)) receiver_->on_protocol(stage_.protocol);
    if (contains(done_, action_kind::txn)) receiver_->on_txn(stage_.txn);
    if (contains(done_, action_kind::domain_metadata)) receiver_->on_domain_metadata(stage_.domain);
    if (contains(done_, action_kind::cdc)) receiver_->on_cdc(stage_.cdc);
    if (contains(done_, action_kind::checkpoint_metadata)) receiver_->on_checkpoint_metadata(stage_.checkpoint);
    if (contains(done_, action_kind::sidecar)) receiver_->on_sidecar(stage_.sidecar);
    if (contains(done_, action_kind::info)) info_receiver_->on_commit_info(std::move(commit_info_));
  }
  void restart() {
    kind_ = action_kind::none;
    done_ = action_kind::none;
    target_ = {};
    maps_depth_ = 0;
    texts_ = nullptr;
    in_vector_ = in_format_ = false;
  }

  void add_entry(std::string_view t) {
    if (maps_depth_ != level_) return fail(detail::wrong_type(kind_of::map, "a string"));
    maps_->emplace_back(name_, t);
  }
  void add_property(std::string_view t) {
    if (maps_depth_ != level_) return fail(detail::wrong_type(kind_of::map, "a string"));
    properties_->insert_or_assign(name_, std::string(t));
  }
  void settle(std::optional<error> problem) {
    if (level_ < 2 || texts_ != nullptr) {
      return fail(detail::wrong_type(texts_ != nullptr ? kind_of::text : kind_of::none, "a scalar"));
    }
    if (problem) return fail(std::move(*problem));
    if (target_.what == kind_of::stats) has_stats_ = true;
    mark();
  }
  void fail(error problem) { fail_in(std::move(problem), field_at_hand()); }
  // Below its action: "deletionVector.offset", "partitionValues.day"; empty outside of any field.
  std::string field_at_hand() {
    if (level_ < 2) return {};
    std::string where = in_vector_ ? "deletionVector." : in_format_ ? "format." : "";
    where += detail::key_of(stage_, vector_, kind_, target_);
    if (maps_depth_ != 0) where += '.' + name_;
    return where;
  }
  void fail_in(error problem, std::string_view field) {
    std::string where(level_ == 0 ? std::string_view() : detail::key_of(kind_));
    if (!field.empty()) where += '.' + std::string(field);
    failure_ = std::move(problem.in_field(std::move(where)));
  }

  action_receiver* receiver_ = nullptr;
  basic_action_receiver<Json>* info_receiver_ = nullptr;
  action_kind wants_ = action_kind::none;
  bool stats_ = true;
  std::optional<error> failure_;

  std::uint32_t level_ = 0;                  // open objects and arrays
  action_kind kind_ = action_kind::none;     // the action at level 1
  action_kind done_ = action_kind::none;     // whole actions of this line
  detail::field_target target_;              // where the next scalar goes
  std::uint32_t seen_ = 0, outer_seen_ = 0;  // required fields met
  bool has_stats_ = false, add_has_stats_ = false, in_vector_ = false, in_format_ = false;
  std::uint32_t maps_depth_ = 0;  // level inside the open map; 0 if none is open
  string_map* maps_ = nullptr;
  std::map<std::string, std::string>* properties_ = nullptr;
  std::vector<std::string>* texts_ = nullptr;
  std::string name_;  // key of the open map
  deletion_vector_descriptor vector_;
  std::optional<deletion_vector_descriptor>* vector_goes_to_ = nullptr;
  detail::action_stage stage_;
  typename Json::value commit_info_;
};

}  // namespace deltalake::inline v0
