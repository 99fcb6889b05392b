#pragma once
#include <concepts>
#include <memory>
#include <optional>
#include <string>
#include <typeinfo>
#include <utility>

#include <deltalake/base/error.hpp>
#include <deltalake/storage/store.hpp>
#include <deltalake/storage/upload.hpp>

namespace deltalake::inline v0::storage {

namespace detail {
// Asked before the whole concept, which asks whether S can be copied: of a result<any_store> that asks for the
// constructors of any_store again.
template <class S>
concept lists_objects = requires(S& s, path folder, std::string from) { s.list_from(folder, from); };

template <class S>
class any_store_holder;

class any_store_model {
 public:
  virtual ~any_store_model() = default;
  virtual task<bytes> get(path where) = 0;
  virtual task<bytes> get_range(path where, std::uint64_t offset, std::uint64_t length) = 0;
  virtual task<std::optional<object_meta>> head(path where) = 0;
  virtual task<list_page> list_from(path folder, std::string from) = 0;
  virtual task<put_outcome> put(path where, bytes content, put_mode mode) = 0;
  virtual task<void> remove(path where) = 0;
  virtual task<std::unique_ptr<upload>> begin_upload(path where, put_mode mode) = 0;
  virtual std::string uri(const path& where) const = 0;
  virtual void* find(const std::type_info& type) noexcept = 0;
};
}  // namespace detail

/// Any store behind one type, for those who would rather not write templates. Copies share the store inside. A default
/// one is empty and tests false; whatever it is asked for throws not_loaded.
/// Lifetime: tasks keep the store inside alive.
class any_store {
 public:
  any_store() = default;
  /// Takes a store of any other type.
  template <class S>
  requires(!std::same_as<S, any_store>) && detail::lists_objects<S> && store<S>
  explicit any_store(S inner) : model_(std::make_shared<detail::any_store_holder<S>>(std::move(inner))) {}

  explicit operator bool() const noexcept { return model_ != nullptr; }

  /// Returns the store inside if it is an `S`, else null. Lifetime: as long as this or a copy of it.
  template <class S>
  S* get_if() const noexcept {
    return model_ == nullptr ? nullptr : static_cast<S*>(model_->find(typeid(S)));
  }

  task<bytes> get(path where) const { return get_of(model_, std::move(where)); }
  task<bytes> get_range(path where, std::uint64_t offset, std::uint64_t length) const {
    return get_range_of(model_, std::move(where), offset, length);
  }
  task<std::optional<object_meta>> head(path where) const { return head_of(model_, std::move(where)); }
  task<list_page> list_from(path folder, std::string from) const {
    return list_of(model_, std::move(folder), std::move(from));
  }
  task<put_outcome> put(path where, bytes content, put_mode mode) const {
    return put_of(model_, std::move(where), std::move(content), std::move(mode));
  }
  task<void> remove(path where) const { return remove_of(model_, std::move(where)); }
  /// Begins to write an object part by part; where the store inside cannot, the parts are kept until the end.
  task<std::unique_ptr<upload>> begin_upload(path where, put_mode mode) const {
    return begin_upload_of(model_, std::move(where), std::move(mode));
  }
  std::string uri(const path& where) const { return checked(model_).uri(where); }

 private:
  using shared_model = std::shared_ptr<detail::any_store_model>;

  DELTALAKE_DECL static detail::any_store_model& checked(const shared_model& model);
  DELTALAKE_DECL static task<bytes> get_of(shared_model model, path where);
  DELTALAKE_DECL static task<bytes> get_range_of(shared_model model, path where, std::uint64_t offset,
                                                 std::uint64_t length);
  DELTALAKE_DECL static task<std::optional<object_meta>> head_of(shared_model model, path where);
  DELTALAKE_DECL static task<list_page> list_of(shared_model model, path folder, std::string from);
  DELTALAKE_DECL static task<put_outcome> put_of(shared_model model, path where, bytes content, put_mode mode);
  DELTALAKE_DECL static task<void> remove_of(shared_model model, path where);
  DELTALAKE_DECL static task<std::unique_ptr<upload>> begin_upload_of(shared_model model, path where, put_mode mode);

  shared_model model_;
};

namespace detail {
template <class S>
class any_store_holder final : public any_store_model {
 public:
  explicit any_store_holder(S inner) : inner_(std::move(inner)) {}

  task<bytes> get(path where) override { return inner_.get(std::move(where)); }
  task<bytes> get_range(path where, std::uint64_t offset, std::uint64_t length) override {
    return inner_.get_range(std::move(where), offset, length);
  }
  task<std::optional<object_meta>> head(path where) override { return inner_.head(std::move(where)); }
  task<list_page> list_from(path folder, std::string from) override {
    return inner_.list_from(std::move(folder), std::move(from));
  }
  task<put_outcome> put(path where, bytes content, put_mode mode) override {
    return inner_.put(std::move(where), std::move(content), std::move(mode));
  }
  task<void> remove(path where) override { return inner_.remove(std::move(where)); }
  task<std::unique_ptr<upload>> begin_upload(path where, put_mode mode) override {
    return storage::begin_upload(inner_, std::move(where), std::move(mode));
  }
  std::string uri(const path& where) const override { return inner_.uri(where); }
  void* find(const std::type_info& type) noexcept override { return type == typeid(S) ? &inner_ : nullptr; }

 private:
  S inner_;
};
}  // namespace detail

}  // namespace deltalake::inline v0::storage

#if defined(DELTALAKE_HEADER_ONLY)
#include <deltalake/storage/impl/any_store.ipp>
#endif
