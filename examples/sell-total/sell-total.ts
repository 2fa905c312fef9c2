import {
  CoFlatMapFunction,
  type DataStream,
  type MapState,
  MapStateDescriptor,
  type RuntimeContext,
  Types,
  type ValueState,
  ValueStateDescriptor,
} from 'millrace';

/** An item gets a name, or a new one. */
export const ITEM_NAME = Types.OBJECT({ id: Types.LONG(), name: Types.STRING() });

/** An item was sold so many times. */
export const SALE = Types.OBJECT({ id: Types.LONG(), count: Types.LONG() });

/** What comes out for each sale: the item's latest name, and how many were sold so far. */
export const SELL_TOTAL = Types.OBJECT({ id: Types.LONG(), name: Types.STRING(), total: Types.LONG() });

interface ItemName {
  id: number;
  name: string;
}

interface Sale {
  id: number;
  count: number;
}

interface Total {
  id: number;
  name: string;
  total: number;
}

/** Both streams meet here, by item: names are remembered, sales are added up. */
class SellTotal extends CoFlatMapFunction<ItemName, Sale, Total> {
  private names!: MapState<number, string>;
  private total!: ValueState<number>;

  override open(runtimeContext: RuntimeContext) {
    this.names = runtimeContext.getMapState(new MapStateDescriptor('item-names', Types.LONG(), Types.STRING()));
    this.total = runtimeContext.getState(new ValueStateDescriptor('total', Types.LONG()));
  }

  flatMap1(item: ItemName) {
    this.names.put(item.id, item.name);
  }

  *flatMap2(sale: Sale) {
    const total = (this.total.value() ?? 0) + sale.count;
    this.total.update(total);
    yield { id: sale.id, name: this.names.get(sale.id) ?? 'NONAME', total };
  }
}

/** The job of this example, whatever its inputs are. */
export function sellTotal(names: DataStream<ItemName>, sales: DataStream<Sale>): DataStream<Total> {
  return names
    .connect(sales)
    .keyBy(
      (item) => item.id,
      (sale) => sale.id,
      Types.LONG(),
    )
    .flatMap(new SellTotal(), SELL_TOTAL);
}
