import { IsInt, IsNumber, IsOptional, IsString, Min } from 'class-validator';

/** va.interrupt.<sid>, 0x70: orders `from` to `to`, both included, are dead. The frame's order is `to`. */
export class Interrupt {
  @IsInt()
  @Min(0)
  public from!: number;

  @IsInt()
  @Min(0)
  public to!: number;

  /** Gateway's monotonic clock when it decided this. */
  @IsNumber()
  public atMs!: number;
}

/** va.s.<sid>.end, 0x71: forget the session. */
export class SessionEnd {
  @IsString()
  public reason!: string;

  /**
   * The gateway that ends it. One that has lost the session meanwhile must not end it for another:
   * who holds it for somebody else ignores this. Absent: whoever it is held for.
   */
  @IsOptional()
  @IsString()
  public gateway?: string;
}
