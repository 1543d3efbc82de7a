package io.plimsoll.chain.state;

import io.plimsoll.chain.codec.ByteReader;
import io.plimsoll.chain.codec.ByteWriter;
import io.plimsoll.chain.command.Address;
import io.plimsoll.chain.command.DelegateScope;

/**
 * What an owner has granted an address.
 *
 * @param expiresMs block time from which on it is nothing
 */
public record Delegation(DelegateScope scope, long expiresMs) {

  /** Who has granted it to whom. */
  public record Key(Address owner, Address delegate) implements Comparable<Key> {

    private static final Address FIRST = new Address(0, 0, 0);

    /** The least key of an owner. */
    public static Key firstOf(Address owner) {
      return new Key(owner, FIRST);
    }

    /** Whether somebody would act for itself. */
    boolean isOfItself() {
      return owner.equals(delegate);
    }

    @Override
    public int compareTo(Key other) {
      int byOwner = owner.compareTo(other.owner);
      return byOwner != 0 ? byOwner : delegate.compareTo(other.delegate);
    }
  }

  static final class Codec implements RowTable.Codec<Key, Delegation> {
    @Override
    public Key readKey(ByteReader in) {
      return new Key(Address.read(in), Address.read(in));
    }

    @Override
    public void writeKey(Key key, ByteWriter out) {
      key.owner.write(out);
      key.delegate.write(out);
    }

    @Override
    public void write(Delegation row, ByteWriter out) {
      out.u8(row.scope.code()).i64(row.expiresMs);
    }

    @Override
    public Delegation read(ByteReader in) {
      return new Delegation(DelegateScope.of(in.u8()), in.i64());
    }
  }
}
