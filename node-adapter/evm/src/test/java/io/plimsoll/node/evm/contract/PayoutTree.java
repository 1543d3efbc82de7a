package io.plimsoll.node.evm.contract;

import io.plimsoll.chain.codec.ByteWriter;
import io.plimsoll.chain.command.Address;
import io.plimsoll.chain.command.SubaccountId;
import io.plimsoll.chain.root.Proof;
import io.plimsoll.chain.root.StateTree;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A state that has withdrawals alone, in the module's own tree. */
final class PayoutTree {

  private final List<Payout> payouts = new ArrayList<>();
  private final StateTree tree =
      new StateTree(
          new StateTree.Leaves() {
            @Override
            public void keyHash(int leaf, byte[] to, int offset) {
              System.arraycopy(sha(key(leaf + 1L)), 0, to, offset, 32);
            }

            @Override
            public void valueHash(int leaf, byte[] to, int offset) {
              System.arraycopy(sha(value(payouts.get(leaf))), 0, to, offset, 32);
            }
          });

  private static byte[] sha(byte[] of) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(of);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  private static byte[] key(long sequence) {
    return ModuleChain.key(sequence);
  }

  private static byte[] value(Payout of) {
    ByteWriter out = new ByteWriter();
    out.u8(1);
    of.subaccount().write(out);
    of.recipient().write(out);
    return out.i32(of.asset()).i64(of.amount()).i64(of.height()).toBytes();
  }

  int size() {
    return payouts.size();
  }

  /** A withdrawal, from 1 on. */
  Payout payout(int sequence) {
    return payouts.get(sequence - 1);
  }

  void add(SubaccountId id, Address recipient, int asset, long amount, long height) {
    Payout payout = new Payout(size() + 1L, id, recipient, asset, amount, height);
    payouts.add(payout);
    byte[] key = key(payout.sequence());
    byte[] value = value(payout);
    tree.put(size() - 1, false, key, key.length, value, value.length);
    tree.apply();
  }

  byte[] root() {
    if (payouts.isEmpty()) {
      add(new SubaccountId(Address.ofNumber(1), 0), Address.ofNumber(1), 1, 1, 1);
    }
    return tree.root();
  }

  Map<Long, Payout> payouts() {
    Map<Long, Payout> out = new TreeMap<>();
    payouts.forEach(each -> out.put(each.sequence(), each));
    return out;
  }

  /** The proof of each, under the present root. */
  Map<Long, byte[]> proofs() {
    Map<Long, byte[]> out = new TreeMap<>();
    payouts.forEach(
        each -> out.put(each.sequence(), Proof.of(tree, key(each.sequence())).toBytes()));
    return out;
  }
}
